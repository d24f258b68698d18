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
import { tokenHasher } from '@chargeplane/ocpp'
import { AuthorizeRequest, type AuthorizeResponse, IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { transactionEnded } from '../events/transaction-ended.ts'
import { transactionStarted } from '../events/transaction-started.ts'
import { type AuthorizeNeeds, authorize } from '../rpc/authorize.ts'
import { type IdTokenNeeds, putIdToken } from '../rpc/put-id-token.ts'
import { openTokenBook, type TokenBook } from '../token-book.ts'
import { endOf, startOf } from './transactions.ts'

export const hashKey = 'a key for the tests of authorization, 32+'

export interface Bench extends IdTokenNeeds {
  url: string
  tokens: TokenBook
  /** `tenant/hash` of the tokens that were said to have changed. */
  changes: string[]
  /** Events in the outbox, in order. */
  emitted(): Promise<{ type: string; key: string; data: unknown }[]>
  put(token: Partial<IdToken>): Promise<IdToken>
  ask(request: Partial<AuthorizeRequest>, needs?: Partial<AuthorizeNeeds>): Promise<AuthorizeResponse>
  /** A transaction of `idToken` begins or ends, as transactions.events tells it. */
  started(idToken: string, stationId: string, transactionId: string): Promise<void>
  ended(idToken: string, stationId: string, transactionId: string): Promise<void>
  /** Deletes every row of these tables. */
  empty(...tables: ('id_tokens' | 'open_transactions' | 'api_keys' | 'outbox')[]): Promise<void>
  close(): Promise<void>
}

export async function openBench(): Promise<Bench> {
  const own = await createTestDatabase()
  await migrate(own.url, 'authorization', eventsMigrations, new URL('../../migrations/', import.meta.url))
  const database = openDatabase({ url: own.url, schema: 'authorization', applicationName: 'test', poolSize: 4 })
  const tokens = openTokenBook(database, { max: 1000, freshMs: 60_000 })
  const hashToken = tokenHasher(hashKey)
  const changes: string[] = []
  const needs: IdTokenNeeds = {
    database,
    hashToken,
    emit: (tx, event) => emitEvent(tx, event, '/test'),
    committed(tenant, hash) {
      changes.push(`${tenant}/${hash}`)
      tokens.changed(tenant, hash)
    },
  }
  return {
    ...needs,
    url: own.url,
    tokens,
    changes,
    emitted: () => readOutbox(database),
    put: token => putIdToken(needs)({ idToken: IdToken.fromPartial({ tenant: 'default', ...token }) }),
    ask(request, more = {}) {
      const all: AuthorizeNeeds = {
        database,
        tokens,
        hashToken,
        unknownToken: 'invalid',
        now: () => new Date(),
        ...more,
      }
      const about = { tenant: 'default', stationId: 'CP-1', idTokenType: 'ISO14443', purpose: 'authorize' }
      return authorize(all)(AuthorizeRequest.fromPartial({ ...about, ...request }))
    },
    started: (idToken, stationId, transactionId) =>
      receive(
        database,
        transactionStarted,
        'chargeplane.transactions.v1.TransactionStarted',
        startOf({ idTokenHash: hashToken('default', idToken), stationId, transactionId }),
      ),
    ended: (idToken, stationId, transactionId) =>
      receive(
        database,
        transactionEnded,
        'chargeplane.transactions.v1.TransactionEnded',
        endOf({ idTokenHash: hashToken('default', idToken), stationId, transactionId }),
      ),
    async empty(...tables) {
      for (const table of tables) await database.query(`DELETE FROM ${table}`)
    },
    async close() {
      await database.close()
      await own.drop()
    },
  }
}

/** Gives an event to its handler as the consumer does: in a transaction. */
export function receive<T extends EventType>(
  database: Database,
  handler: Handler<T>,
  type: T,
  data: EventOf<T>,
): Promise<void> {
  const place = { tenant: '', subject: '', time: '', traceparent: undefined, topic: '', partition: 0, offset: '0' }
  return database.transaction(tx =>
    handler({ type, data, id: 'id', ...place }, { tx, emit: event => emitEvent(tx, event, '/test') }),
  )
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
