import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ImportStationsRequest } from '@chargeplane/proto/stations/v1/stations'
import { type Bench, openBench } from '../testing/bench.ts'
import { importStations } from './import-stations.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const importThem = (...stations: { stationId: string; name?: string; registration?: string }[]) =>
  importStations(bench)(ImportStationsRequest.fromPartial({ tenant: 'default', stations }))
const count = async () => (await bench.database.query('SELECT 1 FROM stations')).length

describe('importStations', () => {
  it('registers each with a password of its own, and tells the edges of each', async () => {
    const { stations } = await importThem(
      { stationId: 'CP-1', name: 'North' },
      { stationId: 'CP-2', registration: 'Pending' },
    )
    assert.deepEqual(
      stations.map(({ stationId, alreadyRegistered }) => [stationId, alreadyRegistered]),
      [
        ['CP-1', false],
        ['CP-2', false],
      ],
    )
    for (const { password } of stations) assert.match(password, /^[0-9a-f]{40}$/)
    assert.notEqual(stations[0]?.password, stations[1]?.password)
    const rows = await bench.database.query('SELECT name, registration FROM stations ORDER BY station_key')
    assert.deepEqual(rows, [
      { name: 'North', registration: 'Accepted' },
      { name: '', registration: 'Pending' },
    ])
    const events = await bench.emitted()
    assert.deepEqual(
      events.map(({ key }) => key),
      ['default/CP-1', 'default/CP-2'],
    )
    assert.deepEqual(bench.changes, ['default/CP-1', 'default/CP-2'])
  })

  it('leaves those that are there as they are, in whatever case, and registers the others', async () => {
    const before = await bench.access.read({ tenant: 'default', stationId: 'CP-1' })
    const { stations } = await importThem({ stationId: 'cp-1', name: 'South' }, { stationId: 'CP-3' })
    assert.partialDeepStrictEqual(stations, [
      { stationId: 'cp-1', password: '', alreadyRegistered: true },
      { stationId: 'CP-3', alreadyRegistered: false },
    ])
    assert.deepEqual(await bench.access.read({ tenant: 'default', stationId: 'CP-1' }), before)
    assert.equal((await bench.emitted()).length, 3)
  })

  const wrong = [
    { what: 'an identity that no station can have', field: 'stations[1].stationId', second: { stationId: 'a/b' } },
    { what: 'a registration that is none', field: 'stations[1].registration', second: { registration: 'Maybe' } },
    { what: 'a name over two lines', field: 'stations[1].name', second: { name: 'a\nb' } },
    { what: 'the same one twice', field: 'stations[1].stationId', second: { stationId: 'cp-9' } },
  ]
  for (const { what, field, second } of wrong) {
    it(`registers none when one is ${what}`, async () => {
      const before = await count()
      await assert.rejects(importThem({ stationId: 'CP-9' }, { stationId: 'CP-10', ...second }), {
        code: 'invalid_argument',
        field,
      })
      assert.equal(await count(), before)
    })
  }

  it('takes 1 to 1,000 at a time', async () => {
    await assert.rejects(importThem(), { code: 'invalid_argument', field: 'stations' })
    const many = Array.from({ length: 1001 }, (_, i) => ({ stationId: `M-${i}` }))
    await assert.rejects(importThem(...many), { code: 'invalid_argument', field: 'stations' })
    const before = await count()
    await importThem(...many.slice(1))
    assert.equal(await count(), before + 1000)
  })
})
