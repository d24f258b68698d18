// Events whose handler takes many at a time are put off until there is a reason to handle them: an event of the same key that can't be put off,
// or the end of their chunk. Events of different keys have no order, so those of a type run together, however others lie between them.
import type { Queryable } from '@chargeplane/database'
import type { OutgoingRecord, ReceivedEvent } from '../event.ts'
import type { EventType } from '../event-types.ts'

/** Has the effects of events of one type, each with a key of its own. */
export type HandleMany = (tx: Queryable, emitted: OutgoingRecord[], events: readonly ReceivedEvent[]) => Promise<void>

export interface Gathered {
  /** Puts an event off: behind all that was put off of its key. */
  put(key: string, event: ReceivedEvent, handleMany: HandleMany): void
  /** Handles what was put off of that key, and all that has to come before it. */
  settle(key: string): Promise<void>
  /** Handles all that was put off. */
  settleAll(): Promise<void>
}

interface Group {
  type: EventType
  handleMany: HandleMany
  events: ReceivedEvent[]
}

export function gather(tx: Queryable, emitted: OutgoingRecord[]): Gathered {
  /** In the order in which they will run. An event joins the first of its type behind the last that has one of its key. */
  const groups: Group[] = []
  /** Groups that have run. */
  let done = 0
  /** Of each key, how many groups there are up to the last that has one of it, those that have run included. */
  const upTo = new Map<string, number>()

  async function run(until: number): Promise<void> {
    while (done < until) {
      const group = groups.shift()
      done += 1
      if (group !== undefined) await group.handleMany(tx, emitted, group.events)
    }
  }

  return {
    put(key, event, handleMany) {
      const behind = Math.max(0, (upTo.get(key) ?? 0) - done)
      let place = groups.findIndex(({ type }, i) => i >= behind && type === event.type)
      if (place < 0) place = groups.push({ type: event.type, handleMany, events: [] }) - 1
      groups[place]?.events.push(event)
      upTo.set(key, done + place + 1)
    },
    settle: key => run(upTo.get(key) ?? 0),
    settleAll: () => run(done + groups.length),
  }
}
