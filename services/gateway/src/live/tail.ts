// Follows every topic from now on, one reader for the whole process. Kafka may be away when the process starts: it is tried for ever.
import { setTimeout as sleep } from 'node:timers/promises'
import { type AnyReceivedEvent, eventTypes, type Topic, tailEvents } from '@chargeplane/events'
import { logger } from '@chargeplane/telemetry'

const log = logger('live')
const firstPauseMs = 500
const maxPauseMs = 15_000

export interface TailOptions {
  brokers: string[]
  clientId: string
  topicPrefix: string
  onEvent(event: AnyReceivedEvent): void
}

export interface Tail {
  /** Events are being followed. */
  isUp(): boolean
  close(): Promise<void>
}

const followed: Topic[] = [...new Set(Object.values(eventTypes).map(row => row.topic))]

export function startTail(options: TailOptions): Tail {
  const stopping = new AbortController()
  let tail: { close(): Promise<void> } | undefined

  async function open(): Promise<void> {
    for (let pauseMs = firstPauseMs; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
      try {
        tail = await tailEvents({ ...options, topics: followed, fromBeginning: false })
        return
      } catch (error) {
        log.warn('cannot follow events yet', { error, retryMs: pauseMs })
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  const opening = open()
  return {
    isUp: () => tail !== undefined,
    async close() {
      stopping.abort()
      await opening
      await tail?.close()
    },
  }
}
