// Where to read from when the stored offset and the topic do not fit each other.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import type { Admin } from '../kafka.ts'
import { createOffset, moveOffset, type Position } from './offsets.ts'

/** Offsets that a partition holds: from `low` up to, without, `high`. */
export interface Extent {
  low: bigint
  high: bigint
}

const log = logger('consumer')

/** Extents of a topic's partitions, as Kafka has them now. */
export async function extentsOf(admin: Admin, topic: string): Promise<Map<number, Extent>> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return new Map(offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]))
}

export async function extentOf(admin: Admin, { topic, partition }: Position): Promise<Extent> {
  const extent = (await extentsOf(admin, topic)).get(partition)
  if (!extent) throw fail('unavailable', `partition ${partition} of ${topic} is not known to Kafka now`)
  return extent
}

/**
 * The offset to read from, stored if it had to change. The stored one wins over what Kafka remembers of the group; a partition never seen starts at
 * its beginning. Only an offset that the topic does not have gives way, to the earliest record there is: behind it, retention has deleted records
 * that were never processed; beyond it, the topic was made anew or lost its end.
 */
export async function realign(
  db: Database,
  position: Position,
  stored: bigint | undefined,
  extent: Extent,
): Promise<bigint> {
  if (stored === undefined) {
    if (extent.low > 0n) await createOffset(db, position, extent.low)
    return extent.low
  }
  if (stored >= extent.low && stored <= extent.high) return stored
  if (!(await moveOffset(db, position, stored, extent.low))) return stored
  const reason =
    stored < extent.low ? 'records expired before they were processed' : 'the topic ends before the stored offset'
  log.error(`${reason}; going on at the earliest record`, { ...position, stored, ...extent })
  return extent.low
}
