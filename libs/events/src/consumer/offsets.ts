// The stored offsets: where a consumer group stands, in the same database as its effects.
import type { Queryable } from '@chargeplane/database'

/** A partition as one group sees it; names carry the installation's prefix. */
export interface Position {
  group: string
  topic: string
  partition: number
}

const where = 'consumer_group = $1 AND topic = $2 AND "partition" = $3'

/**
 * The next offset to process, undefined for a partition this database never saw, with its row locked until the transaction ends: a second
 * consumer of the same partition, before or after a rebalance, waits here and then sees what the first has done.
 */
export async function lockOffset(tx: Queryable, { group, topic, partition }: Position): Promise<bigint | undefined> {
  const [row] = await tx.query<{ next_offset: bigint }>(
    `SELECT next_offset FROM consumer_offsets WHERE ${where} FOR UPDATE`,
    [group, topic, partition],
  )
  return row?.next_offset
}

/**
 * Makes the row of a partition that has none, and locks it. False: a rival made it first, so what was decided without it is void.
 */
export async function createOffset(
  tx: Queryable,
  { group, topic, partition }: Position,
  next: bigint,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO consumer_offsets (consumer_group, topic, "partition", next_offset) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [group, topic, partition, next],
  )
  return rows.length === 1
}

/** Moves the offset if it is still `from`; the caller usually holds the row's lock, so that false means a stranger wrote to the table. */
export async function moveOffset(tx: Queryable, position: Position, from: bigint, to: bigint): Promise<boolean> {
  const { group, topic, partition } = position
  const rows = await tx.query(
    `UPDATE consumer_offsets SET next_offset = $5, updated_at = now() WHERE ${where} AND next_offset = $4 RETURNING 1`,
    [group, topic, partition, from, to],
  )
  return rows.length === 1
}

/** Stored offsets of a group by topic (with prefix) and partition. */
export async function storedOffsets(
  db: Queryable,
  group: string,
): Promise<(topic: string, partition: number) => bigint | undefined> {
  const rows = await db.query<{ topic: string; partition: number; next_offset: bigint }>(
    'SELECT topic, "partition", next_offset FROM consumer_offsets WHERE consumer_group = $1',
    [group],
  )
  const byName = new Map(rows.map(row => [`${row.topic}/${row.partition}`, row.next_offset]))
  return (topic, partition) => byName.get(`${topic}/${partition}`)
}
