// Events for handlers that are called directly, and what they have emitted.
import type { Database, Queryable } from '@chargeplane/database'
import { type EventOf, type EventType, emitEvent, eventTypes, type Handler, isEventType } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'

/** Gives an event to its handler as the consumer does: in a transaction, with an outbox. */
export function deliver<T extends EventType>(
  database: Database,
  handler: Handler<T>,
  type: T,
  data: EventOf<T>,
  about = { tenant: 'default', subject: 'test' },
): Promise<void> {
  const place = { id: 'test', time: new Date().toISOString(), traceparent: undefined, partition: 0, offset: '0' }
  return database.transaction(tx =>
    handler(
      { type, data, ...about, ...place, topic: eventTypes[type].topic },
      { tx, emit: event => emitEvent(tx, event, '/test') },
    ),
  )
}

/** Gives events to a handler as the consumer does with many of one type, and answers how many statements it has run. */
export async function deliverMany<T extends EventType>(
  database: Database,
  handler: Handler<T>,
  type: T,
  events: readonly EventOf<T>[],
  aboutOf: (data: EventOf<T>) => { tenant: string; subject: string } = () => ({ tenant: 'default', subject: 'test' }),
): Promise<number> {
  const { many } = handler
  if (many === undefined) throw fail('internal', `the handler of ${type} takes one at a time`)
  const place = { id: 'test', time: new Date().toISOString(), traceparent: undefined, partition: 0, offset: '0' }
  const { topic } = eventTypes[type]
  let statements = 0
  await database.transaction(tx => {
    const counting: Queryable = {
      query(sql, values) {
        statements += 1
        return tx.query(sql, values)
      },
    }
    const received = events.map(data => ({ type, data, topic, ...aboutOf(data), ...place }))
    return many(received, { tx: counting, emit: event => emitEvent(tx, event, '/test') })
  })
  return statements
}

/** An event in the outbox; `key` is `tenant/subject`. */
export type Emitted = { [T in EventType]: { type: T; id: string; key: string; data: EventOf<T> } }[EventType]

/** What is in the outbox, in order: all of it, or what has this key. */
export async function readOutbox(database: Database, key?: string): Promise<Emitted[]> {
  const rows = await database.query<{ key: Buffer; headers: Record<string, string>; value: Buffer }>(
    `SELECT key, headers, value FROM outbox WHERE $1::text IS NULL OR key = convert_to($1, 'UTF8') ORDER BY id`,
    [key ?? null],
  )
  return rows.map(({ key, headers, value }) => {
    const { ce_type: type = '', ce_id: id = '' } = headers
    if (!isEventType(type)) throw fail('internal', `the outbox holds a '${type}'`)
    return { type, id, key: key.toString(), data: eventTypes[type].codec.decode(value) } as Emitted
  })
}
