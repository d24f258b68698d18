import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { BootRequest } from '@chargeplane/proto/stations/v1/stations'
import { createTurns } from '@chargeplane/rpc'
import { type Bench, openBench } from '../testing/bench.ts'
import { boot } from './boot.ts'
import type { UnknownPolicy } from './get-access.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['stations', 'outbox']) await bench.database.query(`DELETE FROM ${table}`)
})

const calm = createTurns(100, 1000)

function ask(
  stationId: string,
  unknownPolicy: UnknownPolicy = 'reject',
  random = 0.5,
  access = bench.access,
  turns = calm,
) {
  const needs = {
    ...bench,
    access,
    unknownPolicy,
    heartbeatIntervalS: 300,
    pendingIntervalS: 60,
    random: () => random,
    turns,
    poke: () => {},
  }
  return boot(needs)(BootRequest.fromPartial({ tenant: 'default', stationId, vendor: 'ACME', model: 'M1' }))
}

async function stored(stationId: string) {
  const access = await bench.access.read({ tenant: 'default', stationId })
  return access && [access.stationId, access.registration, access.bootStatus, access.passwordVerifier === '']
}

const changes = async () => (await bench.emitted()).map(({ data }) => (data as { change: string }).change)

describe('boot', () => {
  it('answers by the registration, with the heartbeat interval or the wait before the next boot', async () => {
    await bench.register('CP-A')
    await bench.register('CP-P', { registration: 'Pending' })
    await bench.register('CP-R', { registration: 'Rejected' })
    assert.deepEqual(await ask('CP-A'), { status: 'Accepted', intervalS: 300 })
    assert.deepEqual(await ask('CP-P'), { status: 'Pending', intervalS: 60 })
    assert.deepEqual(await ask('CP-R'), { status: 'Rejected', intervalS: 60 })
  })

  it('answers Pending to who came with an expired certificate, without forgetting that it is accepted (A00.FR.429)', async () => {
    await bench.register('CP-A')
    const needs = {
      ...bench,
      unknownPolicy: 'reject',
      heartbeatIntervalS: 300,
      pendingIntervalS: 60,
      turns: calm,
      poke() {},
    } as const
    const request = BootRequest.fromPartial({ tenant: 'default', stationId: 'CP-A', certificateExpired: true })
    assert.equal((await boot({ ...needs, random: () => 0.5 })(request)).status, 'Pending')
    assert.equal((await ask('CP-A')).status, 'Accepted')
  })

  it('spreads the waits of stations that were answered together', async () => {
    await bench.register('CP-P', { registration: 'Pending' })
    const waits = await Promise.all([0, 0.25, 0.999].map(random => ask('CP-P', 'reject', random)))
    assert.deepEqual(
      waits.map(({ intervalS }) => intervalS),
      [45, 53, 75],
    )
  })

  it('stores what it answers before it answers, so that a reconnect without a boot finds it', async () => {
    await bench.register('CP-A')
    await ask('CP-A')
    assert.deepEqual(await stored('CP-A'), ['CP-A', 'Accepted', 'Accepted', false])
    assert.equal((await bench.access.get({ tenant: 'default', stationId: 'CP-A' }))?.bootStatus, 'Accepted')
    assert.deepEqual(await changes(), ['created', 'registration_changed'])
  })

  it('writes and says nothing for a boot that is answered like the last', async () => {
    await bench.register('CP-A')
    await ask('CP-A')
    const [before] = await bench.database.query('SELECT * FROM stations')
    await ask('cp-a')
    assert.deepEqual(await bench.database.query('SELECT * FROM stations'), [before])
    assert.equal((await changes()).length, 2)
  })

  it('follows a registration that was changed since', async () => {
    await bench.register('CP-A')
    await ask('CP-A')
    await bench.database.query(`UPDATE stations SET registration = 'Rejected'`)
    assert.equal((await ask('CP-A')).status, 'Rejected')
    assert.deepEqual(await stored('CP-A'), ['CP-A', 'Rejected', 'Rejected', false])
  })

  it('rejects a stranger and does not register it, unless the policy says so', async () => {
    assert.equal((await ask('CP-X')).status, 'Rejected')
    assert.equal(await stored('CP-X'), undefined)
    assert.equal((await ask('CP-X', 'pending')).status, 'Pending')
    assert.deepEqual(await stored('CP-X'), ['CP-X', 'Pending', 'Pending', true])
    assert.equal((await ask('CP-Y', 'accept')).status, 'Accepted')
    assert.deepEqual(await stored('CP-Y'), ['CP-Y', 'Accepted', 'Accepted', true])
    assert.deepEqual(await changes(), ['created', 'created'])
  })

  it('does not register again what was deleted while it booted', async () => {
    const unstored = {
      passwordVerifier: '',
      pendingVerifier: '',
      bootStatus: '',
      strict: false,
      security: undefined,
    } as const
    const profile = { vendor: '', model: '', firmwareVersion: '' }
    const read = { stationId: 'CP-D', registration: 'Accepted', ...unstored, profile } as const
    const access = { ...bench.access, read: async () => read }
    assert.equal((await ask('CP-D', 'reject', 0.5, access)).status, 'Rejected')
    assert.equal(await stored('CP-D'), undefined)
  })

  it('registers a stranger once when it boots on two edges at a time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask('CP-X', 'accept')))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set(['Accepted']))
    assert.equal((await changes()).filter(change => change === 'created').length, 1)
  })

  it('promise 41: a storm of boots asks PostgreSQL about few at a time, all are accepted, and their intervals are spread', async () => {
    const stations = Array.from({ length: 150 }, (_, i) => `CP-${i}`)
    await bench.database.query(
      `INSERT INTO stations (tenant, station_key, station_id, registration) SELECT 'default', lower(id), id, 'Accepted' FROM unnest($1::text[]) id`,
      [stations],
    )
    let [asked, most] = [0, 0]
    const access: typeof bench.access = {
      ...bench.access,
      async read(address) {
        most = Math.max(most, ++asked)
        return bench.access.read(address).finally(() => asked--)
      },
    }
    const turns = createTurns(4, 60_000)
    const storm = () => Promise.all(stations.map(id => ask(id, 'reject', Math.random(), access, turns)))
    const first = await storm()
    assert.equal(most, 4)
    // The second time everybody is known, and all but the first few are answered from memory.
    asked = 0
    let reads = 0
    const counting: typeof access = {
      ...access,
      read(address) {
        reads += 1
        return access.read(address)
      },
    }
    const again = await Promise.all(stations.map(id => ask(id, 'reject', Math.random(), counting, turns)))
    assert.equal(reads, 4)
    for (const answers of [first, again]) {
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set(['Accepted']))
      const intervals = answers.map(({ intervalS }) => intervalS)
      assert.ok(intervals.every(interval => interval >= 300 && interval <= 450))
      assert.ok(new Set(intervals).size > 20)
    }
  })

  it('refuses bad input, naming the field', async () => {
    await assert.rejects(ask(''), { code: 'invalid_argument', field: 'stationId' })
  })
})
