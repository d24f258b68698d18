// Tells Kafka how far a group has come, for those who watch the lag: nobody here reads it, so once a second is enough for all partitions together.
import { logger } from '@chargeplane/telemetry'
import type { EachBatchPayload } from '../kafka.ts'

/** What of a batch can commit; it can do so for every partition of the consumer, and after the batch has ended. */
export type Committing = Pick<EachBatchPayload, 'commitOffsetsIfNecessary' | 'uncommittedOffsets' | 'isRunning'>

export interface Commits {
  /** Something was resolved: it is committed within a second. */
  resolved(committing: Committing): void
  close(): void
}

const log = logger('consumer')
const everyMs = 1000

export function lazyCommits(group: string): Commits {
  let latest: Committing | undefined
  let timer: NodeJS.Timeout | undefined

  async function commit({ commitOffsetsIfNecessary, uncommittedOffsets }: Committing): Promise<void> {
    try {
      await commitOffsetsIfNecessary(uncommittedOffsets())
    } catch (error) {
      // A group that is rebalancing, or a coordinator that has moved: heartbeats find out and see to it.
      log.debug('offsets could not be committed to Kafka', { group, error })
    }
  }

  return {
    resolved(committing) {
      latest = committing
      timer ??= setTimeout(() => {
        timer = undefined
        // One that has stopped would open a connection of its own for it.
        if (latest?.isRunning()) void commit(latest)
      }, everyMs)
    },
    close() {
      clearTimeout(timer)
      latest = undefined
    },
  }
}
