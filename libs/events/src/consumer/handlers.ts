// What a service gives to consumeEvents: one handler per event type it cares about.
import type { Queryable } from '@chargeplane/database'
import type { NewEvent, ReceivedEvent } from '../event.ts'
import type { EventType } from '../event-types.ts'

/** How a handler takes effect: through these two alone, or the effect is not exactly one. */
export interface Effects {
  /** The transaction of the batch. */
  tx: Queryable
  /** Publishes the event if and only if the transaction commits. */
  emit<T extends EventType>(event: NewEvent<T>): Promise<void>
}

export type Handler<T extends EventType> = (event: ReceivedEvent<T>, effects: Effects) => Promise<void>
export type Handlers = { readonly [T in EventType]?: Handler<T> }
