// The station's queue of transaction messages: kept in order, retried until answered (OCPP 1.6 3.7.1, 2.0.1 E13), across lost sockets.
import type { Json, Link, Reply } from './link.ts'

export interface QueuedMessage {
  action: string
  /** Made when it is sent (a 1.6 message needs the transaction id of an earlier answer); the same each time it is sent. */
  payload(): Json
  answered(payload: Json): void
}

export interface StationQueue {
  push(message: QueuedMessage): void
  /** Resolves once everything pushed so far is answered. */
  flushed(): Promise<void>
  readonly length: number
}

/** What the CSMS did to a call that it should have answered. */
export interface CallWatcher {
  failed(action: string, reply: Reply): void
}

/** Sends queued messages through `link`, sharing its one outstanding CALL with everything else by `exclusive`. */
export function openQueue(
  link: Link,
  exclusive: <T>(run: () => Promise<T>) => Promise<T>,
  watcher: CallWatcher,
): StationQueue {
  const messages: QueuedMessage[] = []
  let waiters: (() => void)[] = []
  let running = false

  async function run(): Promise<void> {
    running = true
    while (messages[0]) {
      const message = messages[0]
      if (!link.isOpen) {
        await pause(100)
        continue
      }
      const reply = await exclusive(() => link.call(message.action, message.payload()))
      if (reply.kind === 'result') {
        messages.shift()
        message.answered(reply.payload)
        continue
      }
      if (reply.kind !== 'lost') {
        watcher.failed(message.action, reply)
        await pause(1_000)
      }
    }
    running = false
    for (const waiter of waiters) waiter()
    waiters = []
  }

  return {
    push(message) {
      messages.push(message)
      if (!running) void run()
    },
    flushed: () => (messages.length === 0 ? Promise.resolve() : new Promise(resolve => waiters.push(resolve))),
    get length() {
      return messages.length
    },
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
