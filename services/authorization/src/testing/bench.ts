// What the tests of this service stand on: a fresh PostgreSQL database with its tables, and the events that went into the outbox.
import { createTestSchema } from '@chargeplane/database/testing'
import { emitEvent } from '@chargeplane/events'
import { tokenHasher } from '@chargeplane/ocpp'
import { AuthorizeRequest, type AuthorizeResponse, IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { deliver, type Emitted, readOutbox } from '@chargeplane/service/testing'
import { transactionEnded } from '../events/transaction-ended.ts'
import { transactionStarted } from '../events/transaction-started.ts'
import { migrations } from '../migrations.ts'
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
  /** Events in the outbox, in order, without their ids, which are random. */
  emitted(): Promise<Omit<Emitted, 'id'>[]>
  put(token: Partial<IdToken>): Promise<IdToken>
  ask(request: Partial<AuthorizeRequest>, needs?: Partial<AuthorizeNeeds>): Promise<AuthorizeResponse>
  /** A transaction of `idToken` ('' for none) begins or ends, as transactions.events tells it. */
  started(idToken: string, stationId: string, transactionId: string): Promise<void>
  ended(idToken: string, stationId: string, transactionId: string): Promise<void>
  /** Deletes every row of these tables. */
  empty(
    ...tables: ('id_tokens' | 'open_transactions' | 'api_keys' | 'outbox' | 'local_lists' | 'local_list_entries')[]
  ): Promise<void>
  close(): Promise<void>
}

export async function openBench(): Promise<Bench> {
  const { url, database, drop } = await createTestSchema(migrations)
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
    url,
    tokens,
    changes,
    emitted: async () => (await readOutbox(database)).map(({ type, key, data }) => ({ type, key, data })),
    put: token => putIdToken(needs)({ idToken: IdToken.fromPartial({ tenant: 'default', ...token }) }),
    ask(request, more = {}) {
      const all: AuthorizeNeeds = {
        database,
        tokens,
        hashToken,
        unknownToken: 'invalid',
        limits: { of: async () => new Set(['maxcost', 'maxenergy']) },
        now: () => new Date(),
        ...more,
      }
      const about = { tenant: 'default', stationId: 'CP-1', idTokenType: 'ISO14443', purpose: 'authorize' }
      return authorize(all)(AuthorizeRequest.fromPartial({ ...about, ...request }))
    },
    started: (idToken, stationId, transactionId) =>
      deliver(
        database,
        transactionStarted,
        'chargeplane.transactions.v1.TransactionStarted',
        startOf({ idTokenHash: idToken && hashToken('default', idToken), stationId, transactionId }),
      ),
    ended: (idToken, stationId, transactionId) =>
      deliver(
        database,
        transactionEnded,
        'chargeplane.transactions.v1.TransactionEnded',
        endOf({ idTokenHash: idToken && hashToken('default', idToken), stationId, transactionId }),
      ),
    async empty(...tables) {
      for (const table of tables) await database.query(`DELETE FROM ${table}`)
    },
    close: drop,
  }
}
