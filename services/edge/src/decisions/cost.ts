import type { BillingDecisionServiceService } from '@chargeplane/proto/billing/v1/decisions'
import type { RpcClient } from '@chargeplane/rpc'
import { askOwner, type Decider } from './decider.ts'

export interface BillingOptions {
  billing: RpcClient<BillingDecisionServiceService>
  deadlineMs: number
}

/** OCPP I02, I03: reckoned by billing. What it can't tell is left out, which is what stations take for "not known" (I03.FR.04). */
export function decideCost(options: BillingOptions): Decider<'cost'> {
  return ({ kind: _, sampledValues, ...event }, { tenant, station }) => {
    const request = { tenant, stationId: station, ...event, sampledValues: [...sampledValues] }
    return askOwner(
      'cost',
      async () => {
        const cost = await options.billing.getTransactionCost(request, { deadlineMs: options.deadlineMs })
        return { kind: 'cost', totalCost: Number(cost.totalMinor) / 10 ** cost.currencyExponent, fallback: '' }
      },
      // That there is no price for it is billing's word too.
      ({ code }) => ({ kind: 'cost', totalCost: undefined, fallback: code === 'failed_precondition' ? '' : 'no_cost' }),
    )
  }
}
