import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Database, openDatabase } from '@chargeplane/database'
import { startDatabaseProxy, type TcpProxy } from '@chargeplane/database/testing'
import { BootRequest } from '@chargeplane/proto/stations/v1/stations'
import { createTurns } from '@chargeplane/rpc'
import { type AccessBook, openAccessBook } from './access.ts'
import { boot } from './rpc/boot.ts'
import { getAccess } from './rpc/get-access.ts'
import { type Bench, openBench } from './testing/bench.ts'

let bench: Bench
let line: TcpProxy
let database: Database
let access: AccessBook
before(async () => {
  bench = await openBench()
  for (const id of ['CP-1', 'CP-2', 'CP-3']) await bench.register(id)
  line = await startDatabaseProxy(bench.url)
  database = openDatabase({ url: line.urlOf(bench.url), schema: 'stations', applicationName: 'test', poolSize: 2 })
})
after(async () => {
  await database.close()
  await line.close()
  await bench.close()
})
beforeEach(async () => {
  await line.heal()
  access = openAccessBook(database, { max: 100, freshMs: 0 })
})

const address = (stationId: string) => ({ tenant: 'default', stationId })

describe('access while PostgreSQL is away', () => {
  it('admits every station that was there at the start, in well under the two seconds that an edge waits', async () => {
    assert.equal(await access.warmUp(), 3)
    await line.cut()
    const ask = getAccess(access, 'reject')
    const started = performance.now()
    for (const id of ['CP-1', 'cp-2', 'CP-3']) assert.equal((await ask(address(id))).admitted, true)
    assert.ok(performance.now() - started < 1000, `took ${performance.now() - started} ms`)
  })

  it('does not wait for a PostgreSQL that accepts and says nothing', async () => {
    await access.warmUp()
    line.freeze()
    const started = performance.now()
    assert.ok(await access.get(address('CP-1')))
    assert.ok(performance.now() - started < 1000)
  })

  it('says unavailable, and not unknown, of a station it has never read', async () => {
    await line.cut()
    await assert.rejects(access.get(address('CP-1')), { code: 'unavailable' })
  })

  it('decides boots by the registration read last, and remembers what it answered', async () => {
    await access.warmUp()
    await line.cut()
    const needs = {
      ...bench,
      database,
      access,
      unknownPolicy: 'reject',
      heartbeatIntervalS: 300,
      pendingIntervalS: 60,
      random: Math.random,
      turns: createTurns(4, 1000),
      poke: () => {},
    } as const
    const answer = await boot(needs)(BootRequest.fromPartial(address('CP-1')))
    assert.deepEqual(answer, { status: 'Accepted', intervalS: 300 })
    assert.equal((await access.get(address('CP-1')))?.bootStatus, 'Accepted')
    await assert.rejects(boot(needs)(BootRequest.fromPartial(address('CP-9'))), { code: 'unavailable' })
  })

  it('does not go back to a password that it knows to be replaced', async () => {
    await access.warmUp()
    await line.cut()
    access.changed(address('CP-1'))
    await assert.rejects(access.get(address('CP-1')), { code: 'unavailable' })
    await line.heal()
    assert.ok(await access.get(address('CP-1')))
  })

  it('ends a warm-up early without failing', async () => {
    await line.cut()
    assert.equal(await access.warmUp(), 0)
  })
})

describe('warmUp', () => {
  it('reads every station of every tenant over many pages, up to the size of the memory', async () => {
    await bench.database.query(
      `INSERT INTO stations (tenant, station_key, station_id, registration)
       SELECT 'tenant-' || (n % 3), 'cp-' || n, 'CP-' || n, 'Accepted' FROM generate_series(1, 2500) n`,
    )
    const all = openAccessBook(database, { max: 10_000, freshMs: 0 })
    assert.equal(await all.warmUp(), 2503)
    const some = openAccessBook(database, { max: 1200, freshMs: 0 })
    assert.equal(await some.warmUp(), 1200)
    await line.cut()
    assert.equal((await all.get({ tenant: 'tenant-1', stationId: 'CP-2500' }))?.stationId, 'CP-2500')
  })
})
