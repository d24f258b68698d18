import type { BillingOptions } from './cost.ts'
import { askOwner, type Decider } from './decider.ts'

/** OCPP 2.1 C18.FR.08: checked by billing. A number that nobody could look at is not put on a receipt. */
export function decideVatNumber(options: BillingOptions): Decider<'vatNumber'> {
  return ({ vatNumber }, { tenant }) =>
    askOwner(
      'vatNumber',
      async () => {
        const check = await options.billing.checkVatNumber({ tenant, vatNumber }, { deadlineMs: options.deadlineMs })
        const { valid, problem, company } = check
        return { kind: 'vatNumber', valid, problem, company, fallback: '' }
      },
      () => ({ kind: 'vatNumber', valid: false, problem: '', company: undefined, fallback: 'rejected' }),
    )
}
