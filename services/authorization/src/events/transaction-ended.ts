import type { Handler } from '@chargeplane/events'
import { close } from './open-transactions.ts'

/** Closes the transaction, also one whose start has not been heard of: the start may name a token where the end does not. */
export const transactionEnded: Handler<'chargeplane.transactions.v1.TransactionEnded'> = async ({ data }, { tx }) => {
  await close(tx, data, data.idTokenHash)
}
