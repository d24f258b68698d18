// The outbox table: records as rows, byte for byte.
import type { Queryable } from '@chargeplane/database'
import type { Headers, OutgoingRecord } from '../event.ts'

type StoredHeaders = Record<string, string | string[]>

export interface OutboxRow {
  id: bigint
  topic: string
  key: Buffer | null
  headers: StoredHeaders
  value: Buffer | null
  created_at: Date
  /** False while a transaction that began before this row's is still open. */
  settled: boolean
}

const toLatin1 = (value: Buffer | string): string => Buffer.from(value).toString('latin1')

function storeHeaders(headers: Headers): StoredHeaders {
  const stored: StoredHeaders = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) stored[name] = Array.isArray(value) ? value.map(toLatin1) : toLatin1(value)
  }
  return stored
}

function restoreHeaders(stored: StoredHeaders): Headers {
  const headers: Headers = {}
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
  for (const [name, value] of Object.entries(stored))
    headers[name] = Array.isArray(value) ? value.map(bytes) : bytes(value)
  return headers
}

/** Writes records, in their order, with one statement; part of the caller's transaction, or there is no outbox. */
export async function insertOutbox(tx: Queryable, records: readonly OutgoingRecord[]): Promise<void> {
  if (records.length === 0) return
  await tx.query(
    `INSERT INTO outbox (topic, key, headers, value)
     SELECT * FROM unnest($1::text[], $2::bytea[], $3::json[], $4::bytea[])`,
    [
      records.map(({ topic }) => topic),
      records.map(({ key }) => (key === null ? null : Buffer.from(key))),
      records.map(({ headers }) => JSON.stringify(storeHeaders(headers))),
      records.map(({ value }) => value),
    ],
  )
}

/** The row as it goes to Kafka. Its key is text again: stations repeat theirs, and the producer caches hashes by text. */
export function toRecord(row: OutboxRow): OutgoingRecord {
  return { topic: row.topic, key: row.key, headers: restoreHeaders(row.headers), value: row.value }
}

/**
 * The oldest rows, in the order of publishing, that nothing can come before any more. A row whose transaction, or one older than it, is still open ends the list:
 * what is behind it waits, so that a later row of the same key never overtakes it.
 */
export async function nextRows(db: Queryable, limit: number): Promise<OutboxRow[]> {
  const rows = await db.query<OutboxRow>(
    `SELECT id, topic, key, headers, value, created_at, xid < pg_snapshot_xmin(pg_current_snapshot()) AS settled
       FROM outbox ORDER BY id LIMIT $1`,
    [limit],
  )
  const open = rows.findIndex(row => !row.settled)
  return open === -1 ? rows : rows.slice(0, open)
}

export async function deleteRows(db: Queryable, rows: readonly OutboxRow[]): Promise<void> {
  await db.query('DELETE FROM outbox WHERE id = ANY($1)', [rows.map(row => row.id)])
}
