// What the tests of this service stand on: a fresh PostgreSQL database with its tables, and the events that went into the outbox.
import { createTestDatabase, type Database, migrate, openDatabase } from '@chargeplane/database'
import {
  type EventOf,
  type EventType,
  emitEvent,
  eventsMigrations,
  eventTypes,
  type Handler,
  isEventType,
} from '@chargeplane/events'
import { type AccessBook, openAccessBook } from '../access.ts'
import type { Emit } from '../access-changed.ts'
import { createStation, type RegistryNeeds } from '../rpc/create-station.ts'

export const pepper = 'pepper-of-the-tests'

export interface Bench extends RegistryNeeds {
  url: string
  access: AccessBook
  /** Addresses of the stations that were said to have changed. */
  changes: string[]
  /** Events in the outbox, in order. */
  emitted(): Promise<{ type: string; key: string; data: unknown }[]>
  /** Gives an event to its handler as the consumer does: in a transaction. */
  receive<T extends EventType>(handler: Handler<T>, type: T, data: EventOf<T>): Promise<void>
  /** Registers a station and answers its password. */
  register(stationId: string, more?: { tenant?: string; registration?: string; name?: string }): Promise<string>
  close(): Promise<void>
}

export async function openBench(): Promise<Bench> {
  const own = await createTestDatabase()
  await migrate(own.url, 'stations', eventsMigrations, new URL('../../migrations/', import.meta.url))
  const database = openDatabase({ url: own.url, schema: 'stations', applicationName: 'test', poolSize: 4 })
  const access = openAccessBook(database, { max: 1000, freshMs: 60_000 })
  const changes: string[] = []
  const emit: Emit = (tx, event) => emitEvent(tx, event, 'stations')
  const committed: RegistryNeeds['committed'] = address => {
    changes.push(`${address.tenant}/${address.stationId}`)
    access.changed(address)
  }
  const needs = { database, emit, committed, pepper }
  return {
    ...needs,
    url: own.url,
    access,
    changes,
    emitted: () => readOutbox(database),
    receive: (handler, type, data) =>
      database.transaction(tx =>
        handler(
          {
            type,
            data,
            id: 'id',
            tenant: '',
            subject: '',
            time: '',
            traceparent: undefined,
            topic: '',
            partition: 0,
            offset: '0',
          },
          { tx, emit: event => emitEvent(tx, event, 'stations') },
        ),
      ),
    async register(stationId, { tenant = 'default', registration = '', name = '' } = {}) {
      const created = await createStation(needs)({ tenant, stationId, name, registration, password: '' })
      return created.password
    },
    async close() {
      await database.close()
      await own.drop()
    },
  }
}

interface OutboxRow {
  key: Buffer
  headers: Record<string, string>
  value: Buffer
}

async function readOutbox(database: Database): Promise<{ type: string; key: string; data: unknown }[]> {
  const rows = await database.query<OutboxRow>('SELECT key, headers, value FROM outbox ORDER BY id')
  return rows.map(({ key, headers, value }) => {
    const type = headers.ce_type ?? ''
    const data = isEventType(type) ? eventTypes[type].codec.decode(value) : undefined
    return { type, key: key.toString(), data }
  })
}
