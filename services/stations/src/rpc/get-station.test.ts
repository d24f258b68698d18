import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { getStation } from './get-station.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1', { name: 'mine' })
  await bench.register('CP-1', { tenant: 'other', name: 'theirs' })
})
after(() => bench.close())

const get = (tenant: string, stationId: string) => getStation(bench.database)({ tenant, stationId })

describe('getStation', () => {
  it('finds a station in whatever case it is asked for, in its registered spelling', async () => {
    assert.equal((await get('default', 'cp-1')).stationId, 'CP-1')
  })

  it('shows each tenant its own', async () => {
    assert.deepEqual([(await get('default', 'CP-1')).name, (await get('other', 'CP-1')).name], ['mine', 'theirs'])
  })

  it('answers not_found for a station of nobody and of another tenant alike', async () => {
    await bench.register('CP-2', { tenant: 'other' })
    for (const stationId of ['CP-2', 'CP-3']) {
      await assert.rejects(get('default', stationId), {
        code: 'not_found',
        field: 'stationId',
        message: `station ${stationId} is not registered`,
      })
    }
  })

  it('says that a station was never seen', async () => {
    const station = await get('default', 'CP-1')
    assert.deepEqual([station.lastSeenAt, station.edgeId, station.connectors], ['', '', []])
    assert.match(station.createdAt, /^\d{4}-.*Z$/)
  })
})
