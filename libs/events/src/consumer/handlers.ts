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

/**
 * Has the effects of one event. With `many`, of several of one type at once, in one call instead of one after the other: each with a key of
 * its own, because only events of one key have an order. Both must come to the same.
 */
export interface Handler<T extends EventType> {
  (event: ReceivedEvent<T>, effects: Effects): Promise<void>
  many?: HandlerOfMany<T>
}

export type HandlerOfMany<T extends EventType> = (
  events: readonly ReceivedEvent<T>[],
  effects: Effects,
) => Promise<void>

/** A handler from one for many: one event is the least of many. */
export function handlerOfMany<T extends EventType>(many: HandlerOfMany<T>): Handler<T> {
  return Object.assign((event: ReceivedEvent<T>, effects: Effects) => many([event], effects), { many })
}

export type Handlers = { readonly [T in EventType]?: Handler<T> }
