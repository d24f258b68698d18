import type { Handler } from '@chargeplane/events'
import { assign } from './open-transactions.ts'

/** From now on the transaction counts for this token, whomever its start named. */
export const transactionAuthorized: Handler<'chargeplane.transactions.v1.TransactionAuthorized'> = async (
  { data },
  { tx },
) => {
  await assign(tx, data, data.idTokenHash)
}
