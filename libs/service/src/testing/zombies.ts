// What every consumer owes to a zombie's events: nothing, unless they are facts.
import type { Database } from '@chargeplane/database'
import { type EventOf, type EventType, eventTypes, type Handlers, isEventType } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { deliver } from './events.ts'

/** The types of an edge's events that these handlers take. */
export function ocppTypes(handlers: Handlers): EventType[] {
  return Object.keys(handlers)
    .filter(isEventType)
    .filter(type => type.startsWith('chargeplane.ocpp.v1.'))
}

/** Gives an event with nothing in it but what is said here to the handler that these handlers have for it. */
export function deliverBlank<T extends EventType>(
  database: Database,
  handlers: Handlers,
  type: T,
  fields: object,
  about?: { tenant: string; subject: string },
): Promise<void> {
  const handler = handlers[type]
  if (handler === undefined) throw fail('internal', `nobody handles ${type}`)
  const data = Object.assign(eventTypes[type].codec.decode(new Uint8Array()), fields) as EventOf<T>
  return deliver(database, handler, type, data, about)
}

/** Every row of the service's own tables and of its outbox, to be compared. */
export async function everyRow(database: Database): Promise<Record<string, string[]>> {
  const tables = await database.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1`,
  )
  const rows: Record<string, string[]> = {}
  for (const { name } of tables) {
    const found = await database.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM "${name}" t ORDER BY 1`)
    if (found.length > 0) rows[name] = found.map(({ row }) => row)
  }
  return rows
}
