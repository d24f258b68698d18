// Ended transactions for tests, and their delivery as the consumer does it: one transaction, emits into the real outbox.
import type { Database } from '@chargeplane/database'
import { emitEvent, type NewEvent } from '@chargeplane/events'
import { ChargeRecordCreated, InvoiceIssued } from '@chargeplane/proto/billing/v1/events'
import { TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { onTransactionEnded } from '../on-transaction-ended.ts'

type Changes = Partial<TransactionEnded>

/** An hour at station S1 of acme: 45 minutes charging 20 kWh, 15 minutes parking. */
export function endedMessage(changes: Changes = {}): TransactionEnded {
  const [startedAt, middle, endedAt] = [
    '2026-03-01T10:00:00.000Z',
    '2026-03-01T10:45:00.000Z',
    '2026-03-01T11:00:00.000Z',
  ]
  return TransactionEnded.fromPartial({
    tenant: 'acme',
    stationId: 'S1',
    transactionId: '17',
    evseId: 1,
    connectorId: 1,
    idTokenHash: 'ab'.repeat(32),
    startedAt,
    endedAt,
    energyWh: '20000',
    stoppedReason: 'Local',
    periods: [
      { startedAt, endedAt: middle, energyWh: '20000', charging: true },
      { startedAt: middle, endedAt, energyWh: '0', charging: false },
    ],
    ...changes,
  })
}

export function deliver(database: Database, data: TransactionEnded): Promise<void> {
  const event = {
    type: 'chargeplane.transactions.v1.TransactionEnded' as const,
    id: `${data.tenant}/${data.stationId}/${data.transactionId}/ended`,
    tenant: data.tenant,
    subject: data.stationId,
    time: data.endedAt,
    data,
    traceparent: undefined,
    topic: 'transactions.events',
    partition: 0,
    offset: '0',
  }
  return database.transaction(tx =>
    onTransactionEnded(event, { tx, emit: (said: NewEvent) => emitEvent(tx, said, 'billing') }),
  )
}

interface OutboxRow {
  topic: string
  key: Buffer
  headers: Record<string, string>
  value: Buffer
}

/** What was said, in order; `data` decoded. */
export async function said(database: Database) {
  const rows = await database.query<OutboxRow>('SELECT topic, key, headers, value FROM outbox ORDER BY id')
  return rows.map(({ topic, key, headers, value }) => ({
    topic,
    key: key.toString(),
    id: headers.ce_id,
    type: headers.ce_type,
    data: headers.ce_type?.endsWith('InvoiceIssued') ? InvoiceIssued.decode(value) : ChargeRecordCreated.decode(value),
  }))
}
