// Gets a batch into Kafka, however long that takes.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Failure, fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import { errorType, isRefusal, passes } from './send-errors.ts'
import { byTopic, type Sendable, type Sender } from './sender.ts'

/** A record in the queue. */
export interface Entry extends Sendable {
  bytes: number
  settle(failure?: Failure): void
}

export interface Delivery {
  /** Settles every entry of the batch. Never rejects; returns early, entries unsettled, only after `abandon`. */
  deliver(batch: readonly Entry[]): Promise<void>
  /** Whether the last contact with Kafka succeeded. */
  readonly connected: boolean
  /** Stops repeating and disconnects. */
  abandon(): Promise<void>
}

const log = logger('producer')
const retryMs = 500
/** A broker that restarts is back within this; an outage of more is an operator's matter, said once a minute. */
const outageMs = 30_000
const remindMs = 60_000

interface Complaints {
  failed(error: unknown, batch: readonly Entry[]): void
  healed(): void
}

/** Warns of what passes soon, and tells an operator of what does not. */
function complaints(): Complaints {
  let failingSince: number | undefined
  let remindAt = 0
  return {
    failed(error, batch) {
      const now = performance.now()
      failingSince ??= now
      const attributes = { type: errorType(error), records: batch.length, topics: [...byTopic(batch).keys()], error }
      if (now - failingSince > outageMs && now > remindAt) {
        remindAt = now + remindMs
        log.error('Kafka has taken no events for long; still trying', attributes)
      } else log.warn('Kafka did not take events; trying again', attributes)
    },
    healed() {
      failingSince = undefined
    },
  }
}

export function openDelivery(sender: Sender): Delivery {
  const outage = complaints()
  let connected = false
  let abandoned = false

  /** Halves the batch until the refused record stands alone, so that only it fails. */
  async function isolate(error: unknown, batch: readonly Entry[]): Promise<void> {
    // Smaller batches under the old sequence numbers would be out of order.
    await sender.discard()
    const [only, ...others] = batch
    if (only && others.length === 0) {
      const reason = `Kafka refused a record: ${errorType(error)}`
      return only.settle(fail('invalid_argument', reason, { field: 'data', cause: error }))
    }
    const half = Math.ceil(batch.length / 2)
    await deliver(batch.slice(0, half))
    await deliver(batch.slice(half))
  }

  /** One attempt; resolves to what is to be sent again. */
  async function attempt(batch: readonly Entry[]): Promise<readonly Entry[]> {
    try {
      const missing = await sender.send(batch)
      connected = true
      outage.healed()
      const again = new Set(missing)
      for (const entry of batch) if (!again.has(entry)) entry.settle()
      return missing
    } catch (error) {
      if (isRefusal(error)) {
        await isolate(error, batch)
        return []
      }
      connected = false
      outage.failed(error, batch)
      if (!passes(error)) await sender.discard()
      await sleep(retryMs)
      return batch
    }
  }

  async function deliver(batch: readonly Entry[]): Promise<void> {
    let rest = batch
    while (rest.length > 0 && !abandoned) rest = await attempt(rest)
    if (abandoned) await sender.discard()
  }

  return {
    deliver,
    get connected() {
      return connected
    },
    async abandon() {
      abandoned = true
      await sender.discard()
    },
  }
}
