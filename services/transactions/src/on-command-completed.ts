// The answer to GetTransactionStatus (OCPP 2.x E14), kept for its transaction. Whoever asked, it is what the station knows of it.
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
    `INSERT INTO station_words AS known (tenant, station_id, transaction_id, ongoing, in_queue, asked_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant, station_id, transaction_id) DO UPDATE SET ongoing = excluded.ongoing, in_queue = excluded.in_queue, asked_at = excluded.asked_at
     WHERE known.asked_at < excluded.asked_at`,
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
