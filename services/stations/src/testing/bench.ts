// What the tests of this service stand on: a fresh PostgreSQL database with its tables, and the events that went into the outbox.
import { createTestSchema } from '@chargeplane/database/testing'
import { type EventOf, type EventType, emitEvent, type Handler } from '@chargeplane/events'
import { deliver, type Emitted, readOutbox } from '@chargeplane/service/testing'
import { type AccessBook, openAccessBook } from '../access.ts'
import type { Emit } from '../access-changed.ts'
import { migrations } from '../migrations.ts'
import { createStation, type RegistryNeeds } from '../rpc/create-station.ts'

export const pepper = 'pepper-of-the-tests'

export interface Bench extends RegistryNeeds {
  url: string
  access: AccessBook
  /** Addresses of the stations that were said to have changed. */
  changes: string[]
  /** Events in the outbox, in order, without their ids, which are random. */
  emitted(): Promise<Omit<Emitted, 'id'>[]>
  /** Gives an event to its handler as the consumer does: in a transaction. */
  receive<T extends EventType>(handler: Handler<T>, type: T, data: EventOf<T>): Promise<void>
  /** Registers a station and answers its password. */
  register(stationId: string, more?: { tenant?: string; registration?: string; name?: string }): Promise<string>
  close(): Promise<void>
}

export async function openBench(): Promise<Bench> {
  const { url, database, drop } = await createTestSchema(migrations)
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
    url,
    access,
    changes,
    emitted: async () => (await readOutbox(database)).map(({ type, key, data }) => ({ type, key, data })),
    receive: (handler, type, data) => deliver(database, handler, type, data),
    async register(stationId, { tenant = 'default', registration = '', name = '' } = {}) {
      const created = await createStation(needs)({ tenant, stationId, name, registration, password: '' })
      return created.password
    },
    close: drop,
  }
}
