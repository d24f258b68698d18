import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DataTransferred, TokenPresented } from '@chargeplane/proto/ocpp/v1/stations'
import { getStation } from '../rpc/get-station.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { stationSpoke } from './station-spoke.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())

async function lastSeen() {
  return (await getStation(bench.database)({ tenant: 'default', stationId: 'CP-1' })).lastSeenAt
}

describe('stationSpoke', () => {
  it('notes when the station was there to ask or tell something', async () => {
    const transfer = DataTransferred.fromPartial({ origin: origin(10, 1, 3), vendorId: 'com.example', data: '{}' })
    await bench.receive(stationSpoke, 'chargeplane.ocpp.v1.DataTransferred', transfer)
    assert.equal(await lastSeen(), minute(3))
    const presented = TokenPresented.fromPartial({ origin: origin(10, 2, 4), authorizationStatus: 'Accepted' })
    await bench.receive(stationSpoke, 'chargeplane.ocpp.v1.TokenPresented', presented)
    assert.equal(await lastSeen(), minute(4))
  })
})
