import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Database, openDatabase } from '@chargeplane/database'
import { startDatabaseProxy, type TcpProxy } from '@chargeplane/database/testing'
import { type Bench, openBench } from './testing/bench.ts'
import { openTokenBook, type TokenBook } from './token-book.ts'

let bench: Bench
let line: TcpProxy
let database: Database
let tokens: TokenBook
before(async () => {
  bench = await openBench()
  line = await startDatabaseProxy(bench.url)
  database = openDatabase({ url: line.urlOf(bench.url), schema: 'authorization', applicationName: 'test', poolSize: 2 })
  await bench.put({ idToken: 'TAG-1' })
  await bench.put({ idToken: 'ONE', concurrentTransactions: 1 })
})
after(async () => {
  await database.close()
  await line.close()
  await bench.close()
})
beforeEach(async () => {
  await line.heal()
  tokens = openTokenBook(database, { max: 100, freshMs: 0 })
})

const ask = (idToken: string) => bench.ask({ idToken, purpose: 'start' }, { database, tokens })

describe('authorization while PostgreSQL is away', () => {
  it('answers a token seen lately as it was, at once', async () => {
    await ask('TAG-1')
    await line.cut()
    const started = performance.now()
    assert.equal((await ask('tag-1')).status, 'Accepted')
    assert.ok(performance.now() - started < 1000)
  })

  it('leaves to the edge’s fallback what it can not know: a token not seen, and how many transactions are open', async () => {
    await ask('ONE')
    await line.cut()
    await assert.rejects(ask('TAG-1'), { code: 'unavailable' })
    await assert.rejects(ask('ONE'), { code: 'unavailable' })
    await assert.rejects(ask('NOBODY'), { code: 'unavailable' })
  })

  it('does not go back to what it knows to have changed', async () => {
    await ask('TAG-1')
    await line.cut()
    tokens.changed('default', bench.hashToken('default', 'TAG-1'))
    await assert.rejects(ask('TAG-1'), { code: 'unavailable' })
  })
})
