import type { Turns } from '@chargeplane/rpc'
import { askOwner, type Decider } from './decider.ts'
import type { ArrivalQuestions } from './questions.ts'

export interface BootOptions {
  stations: Pick<ArrivalQuestions, 'boot'>
  bootFallback: 'accepted' | 'pending'
  /** Heartbeat interval, or wait before the next boot, that the fallback answers; seconds. */
  fallbackIntervalS: number
  /** Boots that stations is asked about at a time by this edge. */
  bootTurns: Turns
}

/** OCPP B01-B03, 1.6 4.2: decided by stations. */
export function decideBoot(options: BootOptions): Decider<'boot'> {
  return ({ vendor, model, serialNumber, firmwareVersion, reason }, { tenant, station, proof }) => {
    const request = {
      tenant,
      stationId: station,
      vendor,
      model,
      serialNumber,
      firmwareVersion,
      reason,
      certificateExpired: proof?.expired === true,
    }
    return askOwner(
      'boot',
      async () => {
        const { status, intervalS } = await options.bootTurns.run(() => options.stations.boot(request))
        return { kind: 'boot', status, intervalS, fallback: '' }
      },
      () => ({
        kind: 'boot',
        status: options.bootFallback === 'accepted' && proof?.expired !== true ? 'Accepted' : 'Pending',
        intervalS: spread(options.fallbackIntervalS, options.bootTurns.waiting),
        fallback: options.bootFallback,
      }),
    )
  }
}

/** Boots waiting behind this one that make its interval twice as long. */
const crowd = 1000

/** Up to a fifth longer, so that stations that were answered together do not come back together; and more in a crowd. */
function spread(seconds: number, waiting: number): number {
  return Math.round(seconds * (1 + Math.random() / 5) * (1 + Math.min(1, waiting / crowd)))
}
