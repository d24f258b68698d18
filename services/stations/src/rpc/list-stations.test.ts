import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { statusReported } from '../events/status-reported.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { listStations } from './list-stations.ts'

const ids = ['alpha', 'Bravo', 'charlie', 'Delta', 'echo']

let bench: Bench
before(async () => {
  bench = await openBench()
  for (const id of ids) await bench.register(id)
  await bench.register('beta', { tenant: 'other' })
})
after(() => bench.close())

const list = (pageSize = 0, pageToken = '', tenant = 'default') =>
  listStations(bench.database)({ tenant, pageSize, pageToken })

describe('listStations', () => {
  it('gives every station of the tenant once, page by page, regardless of case', async () => {
    const seen: string[] = []
    let token = ''
    let pages = 0
    do {
      const page = await list(2, token)
      seen.push(...page.stations.map(station => station.stationId))
      token = page.nextPageToken
      pages += 1
    } while (token !== '')
    assert.deepEqual(seen, ids)
    assert.equal(pages, 3)
  })

  it('goes on after a station that was deleted between two pages', async () => {
    const first = await list(2)
    await bench.database.query(`DELETE FROM stations WHERE station_key = 'bravo'`)
    const second = await list(2, first.nextPageToken)
    assert.deepEqual(
      second.stations.map(station => station.stationId),
      ['charlie', 'Delta'],
    )
    await bench.register('Bravo')
  })

  it('shows the connectors of each station with it', async () => {
    for (const [id, status] of [
      ['alpha', 'Available'],
      ['echo', 'Faulted'],
    ] as const) {
      await bench.receive(
        statusReported,
        'chargeplane.ocpp.v1.StatusReported',
        StatusReported.fromPartial({ origin: origin(1, 1, 1, id), evseId: 1, connectorId: 1, status }),
      )
    }
    const { stations } = await list()
    assert.deepEqual(
      stations.map(station => station.connectors.map(connector => connector.status)),
      [['Available'], [], [], [], ['Faulted']],
    )
  })

  it('shows a tenant nothing of another', async () => {
    assert.deepEqual(
      (await list(0, '', 'other')).stations.map(station => station.stationId),
      ['beta'],
    )
    assert.deepEqual(await list(0, '', 'nobody'), { stations: [], nextPageToken: '' })
  })

  it('refuses bad input, naming the field', async () => {
    await assert.rejects(list(1001), { code: 'invalid_argument', field: 'pageSize' })
    await assert.rejects(list(0, '', ''), { code: 'invalid_argument', field: 'tenant' })
    await assert.rejects(list(0, 'Bravo'), { code: 'invalid_argument', field: 'pageToken' })
  })
})
