import { type ChargingDecisionServiceService, ChargingNeedsVerdict } from '@chargeplane/proto/smartcharging/v1/charging'
import type { RpcClient } from '@chargeplane/rpc'
import { askOwner, type Decider } from './decider.ts'

export interface ChargingOptions {
  smartCharging: RpcClient<ChargingDecisionServiceService>
  deadlineMs: number
}

const verdicts = {
  [ChargingNeedsVerdict.ACCEPTED]: 'accepted',
  [ChargingNeedsVerdict.PROCESSING]: 'processing',
  [ChargingNeedsVerdict.NO_PROFILE]: 'none',
  [ChargingNeedsVerdict.REFUSED]: 'refused',
} as const

function verdictOf(verdict: ChargingNeedsVerdict) {
  return verdict in verdicts ? verdicts[verdict as keyof typeof verdicts] : 'none'
}

/**
 * OCPP 2.x K15, K17-K19, Q01: decided by smart-charging. Without it nothing is promised: the station goes on by its default profile
 * (K15.FR.04, K18.FR.04), and the limit of its site reaches it all the same.
 */
export function decideChargingNeeds(options: ChargingOptions): Decider<'chargingNeeds'> {
  return ({ evseId, needs }, { tenant, station }) => {
    const request = { tenant, stationId: station, evseId, needs }
    return askOwner(
      'chargingNeeds',
      async () => {
        const { verdict } = await options.smartCharging.decideChargingNeeds(request, { deadlineMs: options.deadlineMs })
        return { kind: 'chargingNeeds', verdict: verdictOf(verdict), fallback: '' }
      },
      () => ({ kind: 'chargingNeeds', verdict: 'none', fallback: 'no_profile' }),
    )
  }
}
