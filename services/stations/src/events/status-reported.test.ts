import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { getStation } from '../rpc/get-station.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { statusReported } from './status-reported.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['sessions', 'station_facts', 'connectors']) await bench.database.query(`DELETE FROM ${table}`)
})

const reported = (epoch: number, sequence: number, at: number, status: string, more: Partial<StatusReported> = {}) =>
  bench.receive(
    statusReported,
    'chargeplane.ocpp.v1.StatusReported',
    StatusReported.fromPartial({ origin: origin(epoch, sequence, at), evseId: 1, connectorId: 1, status, ...more }),
  )

async function connectors() {
  const station = await getStation(bench.database)({ tenant: 'default', stationId: 'CP-1' })
  return station.connectors
}
const statuses = async () => (await connectors()).map(({ status }) => status)

describe('statusReported', () => {
  it('keeps the status of each connector and of the station itself', async () => {
    await reported(10, 1, 1, 'Available', { evseId: 0, connectorId: 0 })
    await reported(10, 2, 2, 'Occupied')
    await reported(10, 3, 3, 'Faulted', { evseId: 2, errorCode: 'GroundFailure' })
    assert.deepEqual(await connectors(), [
      { evseId: 0, connectorId: 0, status: 'Available', errorCode: '', updatedAt: minute(1) },
      { evseId: 1, connectorId: 1, status: 'Occupied', errorCode: '', updatedAt: minute(2) },
      { evseId: 2, connectorId: 1, status: 'Faulted', errorCode: 'GroundFailure', updatedAt: minute(3) },
    ])
  })

  it('follows the sequence within a session, however the records arrive', async () => {
    await reported(10, 4, 4, 'Occupied')
    await reported(10, 3, 3, 'Available')
    await reported(10, 4, 4, 'Occupied')
    assert.deepEqual(await statuses(), ['Occupied'])
  })

  it('begins anew with the sequence of a new session', async () => {
    await reported(10, 40, 4, 'Occupied')
    await reported(11, 1, 5, 'Available')
    assert.deepEqual(await statuses(), ['Available'])
  })

  it('changes nothing for a zombie: an older session heard after a newer one connected', async () => {
    await reported(10, 1, 1, 'Available')
    await sessionsOf(bench).connected(11, 5)
    await reported(10, 9, 6, 'Faulted')
    assert.deepEqual(await statuses(), ['Available'])
  })

  it('keeps what was said before a reconnect even when the reconnect is read first', async () => {
    await sessionsOf(bench).connected(11, 5)
    await reported(10, 3, 4, 'Occupied')
    assert.deepEqual(await statuses(), ['Occupied'])
    await reported(11, 2, 6, 'Available')
    await reported(10, 4, 4, 'Faulted')
    assert.deepEqual(await statuses(), ['Available'])
  })
})
