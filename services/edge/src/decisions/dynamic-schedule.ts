import type { ChargingOptions } from './charging-needs.ts'
import { askOwner, type Decider } from './decider.ts'

/** OCPP 2.1 K28.FR.07: decided by smart-charging. Without it there is no new value: the station keeps those that it has. */
export function decideDynamicSchedule(options: ChargingOptions): Decider<'dynamicSchedule'> {
  return ({ profileId }, { tenant, station }) => {
    const request = { tenant, stationId: station, profileId }
    return askOwner(
      'dynamicSchedule',
      async () => {
        const answer = await options.smartCharging.decideDynamicSchedule(request, { deadlineMs: options.deadlineMs })
        const { accepted, limit, dischargeLimit, setpoint } = answer
        return { kind: 'dynamicSchedule', accepted, limit, dischargeLimit, setpoint, fallback: '' }
      },
      () => ({
        kind: 'dynamicSchedule',
        accepted: false,
        limit: undefined,
        dischargeLimit: undefined,
        setpoint: undefined,
        fallback: 'reject',
      }),
    )
  }
}
