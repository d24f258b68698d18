// The stored offsets: where a consumer group stands, in the same database as its effects.
import type { Queryable } from '@chargeplane/database'

export interface Position {
  group: string
  topic: string
  partition: number
}

/**
 * The next offset to process, 0 for a partition never seen, with its row locked until the transaction ends: a second consumer of the same
 * partition, before or after a rebalance, waits here and then sees what the first has done.
 */
export async function lockOffset(tx: Queryable, { group, topic, partition }: Position): Promise<bigint> {
  const [row] = await tx.query<{ next_offset: bigint }>(
    `INSERT INTO consumer_offsets (consumer_group, topic, "partition", next_offset) VALUES ($1, $2, $3, 0)
     ON CONFLICT (consumer_group, topic, "partition") DO UPDATE SET next_offset = consumer_offsets.next_offset
     RETURNING next_offset`,
    [group, topic, partition],
  )
  return row?.next_offset ?? 0n
}

export async function storeOffset(tx: Queryable, { group, topic, partition }: Position, next: bigint): Promise<void> {
  await tx.query(
    `UPDATE consumer_offsets SET next_offset = $4, updated_at = now()
      WHERE consumer_group = $1 AND topic = $2 AND "partition" = $3`,
    [group, topic, partition, next],
  )
}

/** Stored offsets of a group, keyed `topic/partition`. */
export async function storedOffsets(db: Queryable, group: string): Promise<Map<string, bigint>> {
  const rows = await db.query<{ topic: string; partition: number; next_offset: bigint }>(
    'SELECT topic, "partition", next_offset FROM consumer_offsets WHERE consumer_group = $1',
    [group],
  )
  return new Map(rows.map(row => [`${row.topic}/${row.partition}`, row.next_offset]))
}
