import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DeviceModelReported, StationBooted, StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { deviceModelReported } from '../events/device-model-reported.ts'
import { stationBooted } from '../events/station-booted.ts'
import { statusReported } from '../events/status-reported.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { deleteStation } from './delete-station.ts'
import { getStation } from './get-station.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const remove = (tenant: string, stationId: string) => deleteStation(bench)({ tenant, stationId })
const view = () => getStation(bench.database)({ tenant: 'default', stationId: 'CP-1' })

describe('deleteStation', () => {
  it('removes the station and what it said of itself, so that a new one of the same name begins empty', async () => {
    await bench.register('CP-1')
    await sessionsOf(bench).connected(10, 1)
    const from = { origin: origin(10, 2) }
    const boot = StationBooted.fromPartial({ ...from, vendor: 'ACME' })
    await bench.receive(stationBooted, 'chargeplane.ocpp.v1.StationBooted', boot)
    const status = StatusReported.fromPartial({ ...from, evseId: 1, connectorId: 1, status: 'Available' })
    await bench.receive(statusReported, 'chargeplane.ocpp.v1.StatusReported', status)
    const model = DeviceModelReported.fromPartial({ ...from, variables: [{ component: 'EVSE', variable: 'Power' }] })
    await bench.receive(deviceModelReported, 'chargeplane.ocpp.v1.DeviceModelReported', model)

    await remove('default', 'cp-1')
    await assert.rejects(view(), { code: 'not_found' })
    assert.deepEqual((await bench.emitted()).at(-1), {
      type: 'chargeplane.stations.v1.StationAccessChanged',
      key: 'default/CP-1',
      data: { tenant: 'default', stationId: 'CP-1', change: 'deleted' },
    })
    assert.deepEqual(await bench.database.query('SELECT * FROM variables'), [])

    await bench.register('CP-1')
    const station = await view()
    assert.deepEqual([station.vendor, station.connectors], ['', []])
  })

  it('keeps the epochs: an older session is no news for the next station of that name', async () => {
    await sessionsOf(bench).disconnected(10, 2)
    await sessionsOf(bench).connected(9, 3)
    assert.equal((await view()).connected, false)
  })

  it('is not admitted by this instance any more', async () => {
    const address = { tenant: 'default', stationId: 'CP-1' }
    assert.ok(await bench.access.get(address))
    await remove('default', 'CP-1')
    assert.equal(await bench.access.get(address), undefined)
  })

  it('answers not_found for an unknown station and one of another tenant', async () => {
    await bench.register('CP-2', { tenant: 'other' })
    await assert.rejects(remove('default', 'CP-2'), { code: 'not_found', field: 'stationId' })
    await assert.rejects(remove('default', ''), { code: 'invalid_argument', field: 'stationId' })
  })
})
