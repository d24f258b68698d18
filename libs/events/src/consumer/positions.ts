// Where reading stands against where the stored offsets say it should: looked at with every new assignment, and whenever a batch does not fit.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@chargeplane/database'
import { logger } from '@chargeplane/telemetry'
import type { Admin, Consumer, KafkaClient } from '../kafka.ts'
import { type Position, storedOffsets } from './offsets.ts'
import { extentOf, extentsOf, realign } from './realign.ts'

export interface Positions {
  /** A new assignment (topic -> partitions): in the background, reading is put to the stored offsets. Until then batches are compared anyway. */
  assigned(assignment: Record<string, number[]>): void
  /** Puts reading of one partition to its stored offset. Rejects when Kafka or PostgreSQL is away: the batch is read again then. */
  restore(position: Position, stored: bigint | undefined): Promise<void>
  close(): Promise<void>
}

const log = logger('consumer')
const retryMs = 1000

export function trackPositions(options: {
  kafka: KafkaClient
  consumer: Consumer
  database: Database
  groupId: string
}): Positions {
  const { kafka, consumer, database, groupId } = options
  let admin: Promise<Admin> | undefined
  let generation = 0

  /** Connected when first needed; a connection that fails is not kept. */
  function connected(): Promise<Admin> {
    admin ??= (async () => {
      const fresh = kafka.admin()
      try {
        await fresh.connect()
        return fresh
      } catch (error) {
        admin = undefined
        throw error
      }
    })()
    return admin
  }

  async function put(position: Position, next: bigint): Promise<void> {
    consumer.seek({ topic: position.topic, partition: position.partition, offset: String(next) })
  }

  async function align(assignment: Record<string, number[]>, current: () => boolean): Promise<void> {
    const stored = await storedOffsets(database, groupId)
    for (const [topic, partitions] of Object.entries(assignment)) {
      const extents = await extentsOf(await connected(), topic)
      for (const partition of partitions) {
        const extent = extents.get(partition)
        if (!extent || !current()) continue
        const position = { group: groupId, topic, partition }
        await put(position, await realign(database, position, stored(topic, partition), extent))
      }
    }
  }

  async function alignUntilDone(assignment: Record<string, number[]>, current: () => boolean): Promise<void> {
    while (current()) {
      try {
        return await align(assignment, current)
      } catch (error) {
        log.debug('stored offsets can not be looked at yet', { group: groupId, error })
        await sleep(retryMs)
      }
    }
  }

  return {
    assigned(assignment) {
      const mine = ++generation
      void alignUntilDone(assignment, () => mine === generation)
    },
    async restore(position, stored) {
      const extent = await extentOf(await connected(), position)
      await put(position, await realign(database, position, stored, extent))
    },
    async close() {
      generation++
      const open = await admin?.catch(() => undefined)
      await open?.disconnect().catch(() => undefined)
    },
  }
}
