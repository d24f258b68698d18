import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { StationConnected, StationDisconnected } from '@chargeplane/proto/ocpp/v1/connections'
import { deliverMany } from '@chargeplane/service/testing'
import { type ChargingBench, openChargingBench } from '../testing/charging.ts'
import { origin } from '../testing/origin.ts'
import { stationConnected } from './station-connected.ts'
import { stationDisconnected } from './station-disconnected.ts'

describe('what is noted of many sessions at once', () => {
  let bench: ChargingBench
  let saidDue = 0
  const siteDue = () => void saidDue++
  before(async () => {
    bench = await openChargingBench()
    await bench.site(60, {}, ['CS2'])
  })
  after(() => bench.close())

  const sessions = () =>
    bench.database.query('SELECT station_id, epoch, connected FROM station_sessions ORDER BY station_id')
  async function revision() {
    const [site] = await bench.database.query<{ revision: bigint }>('SELECT revision FROM sites')
    return site?.revision ?? 0n
  }
  const connected = (...from: [string, bigint][]) => {
    const events = from.map(([id, epoch]) => StationConnected.fromPartial({ origin: origin(id, epoch) }))
    return deliverMany(bench.database, stationConnected(siteDue), 'chargeplane.ocpp.v1.StationConnected', events)
  }
  const disconnected = (...from: [string, bigint][]) => {
    const events = from.map(([id, epoch]) => StationDisconnected.fromPartial({ origin: origin(id, epoch) }))
    return deliverMany(bench.database, stationDisconnected(siteDue), 'chargeplane.ocpp.v1.StationDisconnected', events)
  }

  it('is written by one statement, each by its own epoch, and its sites are due', async () => {
    const before = await revision()
    await connected(['CS2', 20n])
    assert.equal(await revision(), before + 1n)
    assert.equal(await connected(['CS1', 10n], ['CS2', 10n], ['elsewhere', 10n]), 1)
    assert.equal(await revision(), before + 2n)
    assert.equal(await disconnected(['CS1', 9n], ['CS2', 20n], ['elsewhere', 11n]), 1)
    assert.equal(await revision(), before + 3n)
    assert.equal(saidDue, 3)
    assert.deepEqual(await sessions(), [
      { station_id: 'CS1', epoch: 10n, connected: true },
      { station_id: 'CS2', epoch: 20n, connected: false },
      { station_id: 'elsewhere', epoch: 11n, connected: false },
    ])
  })

  it('makes nothing due for stations of no site, nor for what is no news', async () => {
    const before = await revision()
    await connected(['elsewhere', 12n], ['CS1', 10n])
    await disconnected(['elsewhere', 12n])
    assert.equal(await revision(), before)
    assert.equal(saidDue, 3)
  })

  it('passes over a record without origin', async () => {
    const before = await sessions()
    await deliverMany(bench.database, stationConnected(siteDue), 'chargeplane.ocpp.v1.StationConnected', [
      StationConnected.fromPartial({}),
    ])
    assert.deepEqual(await sessions(), before)
  })
})
