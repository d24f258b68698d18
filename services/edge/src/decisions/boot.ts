import type { StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import type { RpcClient } from '@chargeplane/rpc'
import { askOwner, type Decider } from './decider.ts'

export interface BootOptions {
  stations: RpcClient<StationAccessServiceService>
  deadlineMs: number
  bootFallback: 'accepted' | 'pending'
  /** Heartbeat interval, or wait before the next boot, that the fallback answers; seconds. */
  fallbackIntervalS: number
}

/** OCPP B01-B03, 1.6 4.2: decided by stations. */
export function decideBoot(options: BootOptions): Decider<'boot'> {
  return ({ vendor, model, serialNumber, firmwareVersion, reason }, { tenant, station, proof }) => {
    const request = { tenant, stationId: station, vendor, model, serialNumber, firmwareVersion, reason, certificateExpired: proof?.expired === true }
    return askOwner(
      'boot',
      async () => {
        const { status, intervalS } = await options.stations.boot(request, { deadlineMs: options.deadlineMs })
        return { kind: 'boot', status, intervalS, fallback: '' }
      },
      () => ({
        kind: 'boot',
        status: options.bootFallback === 'accepted' && proof?.expired !== true ? 'Accepted' : 'Pending',
        intervalS: spread(options.fallbackIntervalS),
        fallback: options.bootFallback,
      }),
    )
  }
}

/** Up to a fifth longer, so that stations that were answered together do not come back together. */
function spread(seconds: number): number {
  return Math.round(seconds * (1 + Math.random() / 5))
}
