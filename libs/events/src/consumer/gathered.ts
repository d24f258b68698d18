// Events whose handler takes many at a time are put off until there is a reason to handle them: another event of the same key, or the end of
// their chunk. Events of different keys have no order, so those of a type run together, however others lie between them.
import type { Queryable } from '@chargeplane/database'
import type { OutgoingRecord, ReceivedEvent } from '../event.ts'
import type { EventType } from '../event-types.ts'

/** Has the effects of events of one type, each with a key of its own. */
export type HandleMany = (tx: Queryable, emitted: OutgoingRecord[], events: readonly ReceivedEvent[]) => Promise<void>

export interface Gathered {
  /** Handles whatever was put off with the event of that key: what follows of the same key may be handled then. */
  settle(key: string): Promise<void>
  /** Puts an event off; `settle` of its key comes before. */
  put(key: string, event: ReceivedEvent, handleMany: HandleMany): void
  /** Handles all that was put off. */
  settleAll(): Promise<void>
}

interface Group {
  handleMany: HandleMany
  events: ReceivedEvent[]
  keys: Set<string>
}

export function gather(tx: Queryable, emitted: OutgoingRecord[]): Gathered {
  const groups = new Map<EventType, Group>()

  async function run(type: EventType, { handleMany, events }: Group): Promise<void> {
    groups.delete(type)
    await handleMany(tx, emitted, events)
  }

  return {
    async settle(key) {
      for (const [type, group] of groups) if (group.keys.has(key)) await run(type, group)
    },
    put(key, event, handleMany) {
      const group = groups.get(event.type) ?? { handleMany, events: [], keys: new Set() }
      group.events.push(event)
      group.keys.add(key)
      groups.set(event.type, group)
    },
    async settleAll() {
      for (const [type, group] of groups) await run(type, group)
    },
  }
}
