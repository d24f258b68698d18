import type { ChargingOptions } from './charging-needs.ts'
import { askOwner, type Decider } from './decider.ts'

/** OCPP 2.x K15.FR.11, K15.FR.12: decided by smart-charging. Without it the station's own check (K15.FR.09) stands. */
export function decideEvSchedule(options: ChargingOptions): Decider<'evSchedule'> {
  return ({ evseId, schedule }, { tenant, station }) => {
    const request = { tenant, stationId: station, evseId, schedule }
    return askOwner(
      'evSchedule',
      async () => {
        const { accepted } = await options.smartCharging.decideEvSchedule(request, { deadlineMs: options.deadlineMs })
        return { kind: 'evSchedule', accepted, fallback: '' }
      },
      () => ({ kind: 'evSchedule', accepted: true, fallback: 'accept' }),
    )
  }
}
