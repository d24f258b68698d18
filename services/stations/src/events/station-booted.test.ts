import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { StationBooted } from '@chargeplane/proto/ocpp/v1/stations'
import { getStation } from '../rpc/get-station.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { stationBooted } from './station-booted.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['stations', 'sessions', 'station_facts', 'outbox'])
    await bench.database.query(`DELETE FROM ${table}`)
  await bench.register('CP-1')
})

const booted = (epoch: number, at: number, facts: Partial<StationBooted>) =>
  bench.receive(
    stationBooted,
    'chargeplane.ocpp.v1.StationBooted',
    StationBooted.fromPartial({ origin: origin(epoch, 2, at), ...facts }),
  )

const view = () => getStation(bench.database)({ tenant: 'default', stationId: 'CP-1' })
async function bootStatus() {
  return (await bench.access.read({ tenant: 'default', stationId: 'CP-1' }))?.bootStatus
}

describe('stationBooted', () => {
  it('keeps what the station is', async () => {
    await booted(10, 1, { vendor: 'ACME', model: 'M1', serialNumber: 'SN-1', firmwareVersion: '1.0' })
    const { vendor, model, serialNumber, firmwareVersion } = await view()
    assert.deepEqual([vendor, model, serialNumber, firmwareVersion], ['ACME', 'M1', 'SN-1', '1.0'])
  })

  it('does not let an older boot overwrite a newer one', async () => {
    await booted(11, 5, { firmwareVersion: '2.0' })
    await booted(10, 1, { firmwareVersion: '1.0' })
    assert.equal((await view()).firmwareVersion, '2.0')
  })

  it('changes nothing for the boot of a zombie', async () => {
    await sessionsOf(bench).connected(11, 5)
    await booted(10, 6, { firmwareVersion: '1.0', registrationStatus: 'Accepted' })
    assert.equal((await view()).firmwareVersion, '')
    assert.equal(await bootStatus(), '')
  })

  it('stores what a fallback answered, and tells the edges', async () => {
    await booted(10, 1, { registrationStatus: 'Accepted' })
    assert.equal(await bootStatus(), 'Accepted')
    const changes = (await bench.emitted()).slice(1)
    assert.deepEqual(changes, [
      {
        type: 'chargeplane.stations.v1.StationAccessChanged',
        key: 'default/CP-1',
        data: { tenant: 'default', stationId: 'CP-1', change: 'registration_changed' },
      },
    ])
  })

  it('does not let the event of a boot overrule a later decision', async () => {
    await bench.database.query(`UPDATE stations SET boot_status = 'Pending', boot_decided_at = $1`, [
      origin(10, 1, 5).receivedAt,
    ])
    await booted(10, 3, { registrationStatus: 'Accepted' })
    assert.equal(await bootStatus(), 'Pending')
    assert.equal((await bench.emitted()).length, 1)
  })

  it('says nothing when the decision was stored already', async () => {
    await bench.database.query(`UPDATE stations SET boot_status = 'Accepted'`)
    await booted(10, 1, { registrationStatus: 'Accepted' })
    assert.equal((await bench.emitted()).length, 1)
  })

  it('keeps the facts of a boot that was answered with a word OCPP does not have', async () => {
    await booted(10, 1, { vendor: 'ACME', registrationStatus: 'Perhaps' })
    assert.equal((await view()).vendor, 'ACME')
    assert.equal(await bootStatus(), '')
  })

  it('stores text that PostgreSQL would refuse', async () => {
    await booted(10, 1, { vendor: 'AC\u0000ME' })
    assert.equal((await view()).vendor, 'AC\u{FFFD}ME')
  })
})
