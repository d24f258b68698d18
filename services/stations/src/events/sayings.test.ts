import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { EventOf, EventType, Handler } from '@chargeplane/events'
import { StationBooted, StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { deliverMany } from '@chargeplane/service/testing'
import { eventHandlers } from '../handlers.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  const tables = ['stations', 'sessions', 'station_facts', 'connectors', 'reservations', 'retry_back_offs', 'outbox']
  for (const table of tables) await bench.database.query(`DELETE FROM ${table}`)
})

const handlers = eventHandlers({ tellsBackOff: true })
/** Gives events to a handler together, and answers how many statements it took. */
async function together<T extends EventType>(type: T, events: EventOf<T>[]): Promise<number> {
  return deliverMany(bench.database, handlers[type] as Handler<T>, type, events)
}
const rows = (sql: string) => bench.database.query(sql)

const connected = (stationId: string, epoch: number, at: number, ocppVersion = '2.0.1') => ({
  ...{ origin: origin(epoch, 1, at, stationId), remoteAddress: '', ocppVersion, securityProfile: 1 },
})
const booted = (stationId: string, epoch: number, at: number, more: Partial<StationBooted> = {}) =>
  StationBooted.fromPartial({ origin: origin(epoch, 2, at, stationId), registrationStatus: 'Accepted', ...more })
const reported = (stationId: string, epoch: number, at: number, status: string) =>
  StatusReported.fromPartial({ origin: origin(epoch, 3, at, stationId), evseId: 1, connectorId: 1, status })

describe('what many stations say at once', () => {
  it('begins their sessions with one statement, each by its own epoch', async () => {
    await together('chargeplane.ocpp.v1.StationConnected', [connected('CP-2', 20, 5)])
    const many = [connected('CP-1', 10, 1), connected('CP-2', 10, 6), connected('CP-3', 10, 1, '1.6')]
    assert.equal(await together('chargeplane.ocpp.v1.StationConnected', many), 1)
    const sessions = await rows('SELECT station_key, epoch, ocpp_version FROM sessions ORDER BY 1')
    assert.deepEqual(sessions, [
      { station_key: 'cp-1', epoch: 10n, ocpp_version: '2.0.1' },
      { station_key: 'cp-2', epoch: 20n, ocpp_version: '2.0.1' },
      { station_key: 'cp-3', epoch: 10n, ocpp_version: '1.6' },
    ])
    const told = await rows('SELECT station_key FROM retry_back_offs ORDER BY 1')
    assert.deepEqual(told, [{ station_key: 'cp-1' }, { station_key: 'cp-2' }])
  })

  it('ends their sessions with one statement, none that a newer one has followed', async () => {
    const ids = ['CP-1', 'CP-2', 'CP-3']
    await together(
      'chargeplane.ocpp.v1.StationConnected',
      ids.map(id => connected(id, 10, 1)),
    )
    await together('chargeplane.ocpp.v1.StationConnected', [connected('CP-2', 20, 5)])
    const gone = ids.map(id => ({ origin: origin(10, 9, 6, id), reason: 'closed', code: 1000 }))
    assert.equal(await together('chargeplane.ocpp.v1.StationDisconnected', gone), 1)
    assert.deepEqual(await rows('SELECT station_key, connected, reason FROM sessions ORDER BY 1'), [
      { station_key: 'cp-1', connected: false, reason: 'closed' },
      { station_key: 'cp-2', connected: true, reason: '' },
      { station_key: 'cp-3', connected: false, reason: 'closed' },
    ])
  })

  it('keeps their boots with one statement, none of a zombie, and says which registrations have changed', async () => {
    for (const id of ['CP-1', 'CP-2', 'CP-3']) await bench.register(id)
    await rows(`UPDATE stations SET boot_status = 'Accepted' WHERE station_key = 'cp-3'`)
    await together('chargeplane.ocpp.v1.StationConnected', [connected('CP-2', 20, 5)])
    const many = [
      booted('CP-1', 10, 1, { vendor: 'A', serialNumber: 'S1' }),
      booted('CP-2', 10, 6, { vendor: 'B' }),
      booted('CP-3', 10, 1, { vendor: 'C' }),
    ]
    assert.equal(await together('chargeplane.ocpp.v1.StationBooted', many), 1)
    const kept = await rows('SELECT station_key, vendor, serial_number FROM station_facts ORDER BY 1')
    assert.deepEqual(kept, [
      { station_key: 'cp-1', vendor: 'A', serial_number: 'S1' },
      { station_key: 'cp-3', vendor: 'C', serial_number: '' },
    ])
    const said = (await bench.emitted()).slice(3)
    assert.deepEqual(
      said.map(({ key, data }) => [key, (data as { change: string }).change]),
      [['default/CP-1', 'registration_changed']],
    )
  })

  it('keeps their statuses with one statement, and drops the reservations of those of 1.6 that failed', async () => {
    const ids = ['CP-1', 'CP-2', 'CP-3']
    await together(
      'chargeplane.ocpp.v1.StationConnected',
      ids.map(id => connected(id, 10, 1, '1.6')),
    )
    await together('chargeplane.ocpp.v1.StationConnected', [connected('CP-3', 20, 2, '1.6')])
    await rows(
      `INSERT INTO reservations (tenant, station_key, reservation_id, evse_id, expires_at, status, created_at)
       SELECT 'default', lower(id), 1, 1, now() + interval '1 hour', 'active', '-infinity'
       FROM unnest(ARRAY['CP-1', 'CP-2', 'CP-3']) id`,
    )
    const many = [
      reported('CP-1', 10, 3, 'Available'),
      reported('CP-2', 10, 3, 'Faulted'),
      reported('CP-3', 10, 3, 'Faulted'),
    ]
    assert.equal(await together('chargeplane.ocpp.v1.StatusReported', many), 2)
    assert.deepEqual(await rows('SELECT station_key, status FROM connectors ORDER BY 1'), [
      { station_key: 'cp-1', status: 'Available' },
      { station_key: 'cp-2', status: 'Faulted' },
    ])
    const reservations = await rows('SELECT station_key, status FROM reservations ORDER BY 1')
    assert.deepEqual(reservations, [
      { station_key: 'cp-1', status: 'active' },
      { station_key: 'cp-2', status: 'removed' },
      { station_key: 'cp-3', status: 'active' },
    ])
  })

  it('takes two spellings of one station for one, in their order', async () => {
    const many = [
      reported('CP-1', 10, 1, 'Available'),
      reported('cp-1', 11, 2, 'Occupied'),
      reported('CP-2', 10, 1, 'Available'),
    ]
    assert.equal(await together('chargeplane.ocpp.v1.StatusReported', many), 2)
    const kept = await rows('SELECT station_key, status FROM connectors ORDER BY 1')
    assert.deepEqual(kept, [
      { station_key: 'cp-1', status: 'Occupied' },
      { station_key: 'cp-2', status: 'Available' },
    ])
  })
})
