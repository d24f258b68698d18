// How reservations end: by the station's word, by a transaction, by a connector that fails, by their time.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { ReservationEnded } from '@chargeplane/proto/ocpp/v1/reservations'
import { StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { reservationEnded } from '../events/reservation-ended.ts'
import { reservationUsed } from '../events/reservation-used.ts'
import { statusReported } from '../events/status-reported.ts'
import { listReservations } from '../rpc/list-reservations.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { noteAnswered, noteAsked } from './reservations.ts'

const cp1 = { tenant: 'default', stationId: 'CP-1' }

describe('the end of a reservation', () => {
  let bench: Bench
  before(async () => {
    bench = await openBench()
    await bench.register('CP-1')
  })
  after(() => bench.close())
  beforeEach(async () => {
    for (const table of ['reservations', 'station_facts', 'sessions', 'connectors'])
      await bench.database.query(`DELETE FROM ${table}`)
  })

  async function active(reservationId: number, evseId: number, expiresAt = new Date('2099-01-01')) {
    const asked = { reservationId, evseId, connectorType: '', idTokenHash: '', expiresAt }
    await noteAsked(bench.database, cp1, asked)
    await noteAnswered(bench.database, cp1, reservationId, 'Accepted')
    // The events of these tests are of the past.
    await bench.database.query(`UPDATE reservations SET created_at = '2020-01-01' WHERE reservation_id = $1`, [
      reservationId,
    ])
  }
  async function statuses() {
    const { reservations } = await listReservations(bench.database)({ ...cp1, pageSize: 0, pageToken: '' })
    return Object.fromEntries(reservations.map(({ reservationId, status }) => [reservationId, status]))
  }
  const ended = (sequence: number, reservationId: bigint, status: string) =>
    bench.receive(
      reservationEnded,
      'chargeplane.ocpp.v1.ReservationEnded',
      ReservationEnded.fromPartial({ origin: origin(10, sequence), reservationId, status }),
    )
  const used = (reservationId: bigint) =>
    bench.receive(reservationUsed, 'chargeplane.transactions.v1.ReservationUsed', {
      ...cp1,
      transactionId: 'tx-1',
      reservationId,
    })
  const failed = (evseId: number, status: string) =>
    bench.receive(
      statusReported,
      'chargeplane.ocpp.v1.StatusReported',
      StatusReported.fromPartial({ origin: origin(10, 5), evseId, connectorId: evseId === 0 ? 0 : 1, status }),
    )

  it('H01.FR.16, H04.FR.01: is what the station says', async () => {
    for (const id of [1, 2, 3, 4]) await active(id, 1)
    await ended(1, 1n, 'Expired')
    await ended(2, 2n, 'Removed')
    await ended(3, 3n, 'NoTransaction')
    await ended(4, 4n, 'Forgotten')
    await ended(5, 99n, 'Expired')
    await ended(6, 2n ** 40n, 'Expired')
    assert.deepEqual(await statuses(), { 1: 'expired', 2: 'removed', 3: 'unused', 4: 'active' })
  })

  it('H03: is its use, which no later word of the station changes', async () => {
    await active(1, 1)
    await used(1n)
    await ended(1, 1n, 'Removed')
    const { reservations } = await listReservations(bench.database)({ ...cp1, pageSize: 0, pageToken: '' })
    assert.partialDeepStrictEqual(reservations, [{ status: 'used', transactionId: 'tx-1' }])
  })

  it('is its time, where the station says nothing', async () => {
    await active(1, 1, new Date('2020-06-01'))
    assert.deepEqual(await statuses(), { 1: 'expired' })
  })

  for (const status of ['Faulted', 'Unavailable']) {
    it(`1.6 5.13: is a connector that is ${status}; connector 0 is all of them`, async () => {
      const sessions = sessionsOf(bench)
      await sessions.connected(10, 0, '1.6')
      await active(1, 1)
      await active(2, 2)
      await active(3, 0)
      await failed(2, status)
      assert.deepEqual(await statuses(), { 1: 'active', 2: 'removed', 3: 'active' })
      await failed(0, status)
      assert.deepEqual(await statuses(), { 1: 'removed', 2: 'removed', 3: 'removed' })
    })
  }

  it('is no connector of a 2.x station, which says itself what it removes', async () => {
    await sessionsOf(bench).connected(10, 0, '2.0.1')
    await active(1, 1)
    await failed(1, 'Faulted')
    assert.deepEqual(await statuses(), { 1: 'active' })
  })

  it('is no status from before it was made', async () => {
    await sessionsOf(bench).connected(10, 0, '1.6')
    await active(1, 1)
    await bench.database.query(`UPDATE reservations SET created_at = '2098-01-01'`)
    await failed(1, 'Faulted')
    assert.deepEqual(await statuses(), { 1: 'active' })
  })

  it('pages through all, newest first, and knows an unknown station', async () => {
    for (const id of [3, 1, 2]) await active(id, 1)
    const ids: number[] = []
    let pageToken = ''
    do {
      const page = await listReservations(bench.database)({ ...cp1, pageSize: 1, pageToken })
      ids.push(...page.reservations.map(({ reservationId }) => reservationId))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.deepEqual(ids, [3, 2, 1])
    const unknown = { tenant: 'default', stationId: 'CP-9', pageSize: 0, pageToken: '' }
    await assert.rejects(listReservations(bench.database)(unknown), { code: 'not_found' })
  })
})
