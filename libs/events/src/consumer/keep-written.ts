// Lets the stored offsets follow what was passed over in memory when nothing else comes that would: or a topic of which a group handles little would look
// unread, and records that retention deletes would seem to be lost.
import type { Database } from '@chargeplane/database'
import { logger } from '@chargeplane/telemetry'
import { moveOffset } from './offsets.ts'
import { type PassedOver, passedOverLimits } from './passed-over.ts'

const log = logger('consumer')

/**
 * Writes what is due. Needs no lock: an offset is moved only from the value that the memory begins with. If a chunk of the same partition is under way, one of the two
 * waits for the other's row lock; the chunk then finds an offset within what it was read over, and the move finds another one than its own.
 */
export async function writeDue(database: Database, memory: PassedOver): Promise<void> {
  for (const due of memory.due()) memory.settle(due, await moveOffset(database, due.position, due.stored, due.reached))
}

/** Does so now and then, until closed. */
export function keepWritten(
  database: Database,
  memory: PassedOver,
  everyMs = passedOverLimits.ms,
): { close(): Promise<void> } {
  let writing: Promise<void> | undefined
  const timer = setInterval(() => {
    writing ??= writeDue(database, memory)
      .catch(error => log.debug('passed over records can not be written yet', { error }))
      .finally(() => {
        writing = undefined
      })
  }, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await writing
    },
  }
}
