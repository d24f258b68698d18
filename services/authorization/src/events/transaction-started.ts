import type { Handler } from '@chargeplane/events'
import { open } from './open-transactions.ts'

/** A transaction without a token counts for nobody until TransactionAuthorized says whose it is. */
export const transactionStarted: Handler<'chargeplane.transactions.v1.TransactionStarted'> = async (
  { data },
  { tx },
) => {
  if (data.idTokenHash !== '') await open(tx, data, data.idTokenHash)
}
