// The answer to GetTransactionStatus (OCPP 2.x E14) -> the transaction's row. Whoever asked, it is what the station knows of it.
import type { Handler } from '@chargeplane/events'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { readInstant } from './domain/readings.ts'

interface Answer {
  ongoingIndicator?: unknown
  messagesInQueue?: unknown
}

function parse(text: string): object {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? value : {}
}

/** Without a transaction id the answer is about the station's queue as a whole (E14.FR.06), and there is nothing to keep it by. */
export const onCommandCompleted: Handler<'chargeplane.ocpp.v1.CommandCompleted'> = async (
  { tenant, subject, data },
  { tx },
) => {
  if (data.origin?.action !== 'GetTransactionStatus' || data.outcome !== CommandOutcome.ANSWERED) return
  const { transactionId }: { transactionId?: unknown } = parse(data.request)
  if (typeof transactionId !== 'string' || transactionId === '') return
  const { ongoingIndicator, messagesInQueue }: Answer = parse(data.response)
  await tx.query(
    `UPDATE transactions SET word_ongoing = $4, word_in_queue = $5, word_at = $6
     WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3 AND (word_at IS NULL OR word_at < $6)`,
    [
      tenant,
      subject,
      transactionId,
      ongoingIndicator === true,
      messagesInQueue === true,
      readInstant(data.sentAt, 'sentAt'),
    ],
  )
}
