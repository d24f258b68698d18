// Functional block H, reservations, of OCPP 2.x: asked for by the API in words that name no version, followed to their end.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify } from './certify.ts'
import { cancel, connectorsOf, listed, reserve } from './reservations.ts'

const now = () => new Date().toISOString()
const status = (station: WireStation, connectorStatus: string, evseId = 1) =>
  station.result('StatusNotification', { timestamp: now(), connectorStatus, evseId, connectorId: 1 })

/** What an availability of OCPP 2.x comes as where StatusNotification is no more. */
const availability = (station: WireStation, actualValue: string) =>
  station.result('NotifyEvent', {
    generatedAt: now(),
    seqNo: 0,
    eventData: [
      {
        eventId: 1,
        timestamp: now(),
        trigger: 'Delta',
        actualValue,
        eventNotificationType: 'HardWiredNotification',
        component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
        variable: { name: 'AvailabilityState' },
      },
    ],
  })

function start(idToken: string, reservationId: number): Json {
  return {
    eventType: 'Started',
    timestamp: now(),
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId: `tx-${reservationId}` },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken, type: 'ISO14443' },
    reservationId,
  }
}

describe('H reservations', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['TC_H_01_CSMS', 'H01.FR.15', 'H03.FR.01'],
      version,
      'reserves an EVSE for a driver, whose transaction uses the reservation up',
      async scene => {
        const station = await scene.boot()
        const { request, reservationId, idToken, expiresAt, accepted } = await reserve(scene, station, { evseId: 1 })
        assert.deepEqual(request, {
          id: reservationId,
          expiryDateTime: expiresAt,
          idToken: { idToken, type: 'ISO14443' },
          evseId: 1,
        })
        assert.ok(accepted)
        await status(station, 'Reserved')
        await connectorsOf(scene, station, [{ evseId: 1, connectorId: 1, status: 'Reserved' }])
        await listed(scene, station, reservationId, { status: 'active', evseId: 1, expiresAt })
        const { idTokenInfo } = await station.result('TransactionEvent', start(idToken, reservationId))
        assert.partialDeepStrictEqual(idTokenInfo, { status: 'Accepted' })
        await listed(scene, station, reservationId, { status: 'used', transactionId: `tx-${reservationId}` })
      },
    )

    certify(['TC_H_07_CSMS', 'H04.FR.01'], version, 'sees a reservation expire that nobody came for', async scene => {
      const station = await scene.boot()
      const { request, reservationId } = await reserve(scene, station, { evseId: 1 })
      assert.deepEqual([request.evseId, request.connectorType], [1, undefined])
      await status(station, 'Reserved')
      await status(station, 'Available')
      const update = { reservationId, reservationUpdateStatus: 'Expired' }
      assert.deepEqual(await station.result('ReservationStatusUpdate', update), {})
      await listed(scene, station, reservationId, { status: 'expired' })
    })

    certify(['TC_H_08_CSMS', 'H01.FR.04'], version, 'reserves any EVSE by naming none', async scene => {
      const station = await scene.boot()
      const { request, reservationId, idToken } = await reserve(scene, station)
      assert.deepEqual(Object.keys(request).sort(), ['expiryDateTime', 'id', 'idToken'])
      assert.deepEqual(request.idToken, { idToken, type: 'ISO14443' })
      await status(station, 'Reserved')
      await listed(scene, station, reservationId, { status: 'active' })
    })

    certify(['TC_H_14_CSMS', 'H01.FR.20'], version, 'reserves as many times as there are EVSEs', async scene => {
      const station = await scene.boot()
      const [first, second] = [await reserve(scene, station), await reserve(scene, station)]
      assert.notEqual(first.reservationId, second.reservationId)
      for (const { request } of [first, second]) assert.equal('evseId' in request || 'connectorType' in request, false)
      for (const evseId of [1, 2]) await status(station, 'Reserved', evseId)
      await connectorsOf(scene, station, [
        { evseId: 1, status: 'Reserved' },
        { evseId: 2, status: 'Reserved' },
      ])
      for (const { reservationId } of [first, second]) await listed(scene, station, reservationId, { status: 'active' })
    })

    certify(['TC_H_15_CSMS', 'H01.FR.06'], version, 'reserves a type of connector', async scene => {
      const station = await scene.boot()
      const { request, reservationId } = await reserve(scene, station, { connectorType: 'cCCS2' })
      assert.deepEqual([request.connectorType, request.evseId], ['cCCS2', undefined])
      await status(station, 'Reserved')
      await listed(scene, station, reservationId, { status: 'active', connectorType: 'cCCS2' })
    })

    certify(['TC_H_17_CSMS', 'H02.FR.01', 'H02.FR.02'], version, 'cancels a reservation by its id', async scene => {
      const station = await scene.boot()
      const { reservationId } = await reserve(scene, station, { evseId: 1 })
      await status(station, 'Reserved')
      const refused = await cancel(scene, station, reservationId, 'Rejected')
      assert.equal(refused.accepted, false)
      await listed(scene, station, reservationId, { status: 'active' })
      const { request, accepted } = await cancel(scene, station, reservationId)
      assert.deepEqual([request, accepted], [{ reservationId }, true])
      await status(station, 'Available')
      await listed(scene, station, reservationId, { status: 'cancelled' })
    })

    certify(['TC_H_19_CSMS', 'H03.FR.07'], version, 'reserves for the group of the driver', async scene => {
      const station = await scene.boot()
      const groupIdToken = await scene.token()
      const idToken = await scene.token({ groupIdToken })
      const { request, reservationId } = await reserve(scene, station, { evseId: 1, idToken })
      assert.deepEqual(request.idToken, { idToken, type: 'ISO14443' })
      assert.partialDeepStrictEqual(request, { evseId: 1, groupIdToken: { idToken: groupIdToken } })
      await status(station, 'Reserved')
      const friend = await scene.token({ groupIdToken })
      const answer = await station.result('TransactionEvent', start(friend, reservationId))
      assert.partialDeepStrictEqual(answer, {
        idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: groupIdToken } },
      })
      await listed(scene, station, reservationId, { status: 'used' })
    })

    certify(['TC_H_20_CSMS', 'H01.FR.16'], version, 'sees a reservation removed whose EVSE has failed', async scene => {
      const station = await scene.boot()
      const { request, reservationId } = await reserve(scene, station, { evseId: 1 })
      assert.equal('connectorType' in request, false)
      await availability(station, 'Reserved')
      await availability(station, 'Faulted')
      const update = { reservationId, reservationUpdateStatus: 'Removed' }
      assert.deepEqual(await station.result('ReservationStatusUpdate', update), {})
      await listed(scene, station, reservationId, { status: 'removed' })
      await connectorsOf(scene, station, [{ evseId: 1, connectorId: 1, status: 'Faulted' }])
    })

    certify(['TC_H_22_CSMS', 'H01.FR.01'], version, 'hears that a station takes no reservations', async scene => {
      const station = await scene.boot()
      const { reservationId, accepted, status } = await reserve(scene, station, { evseId: 1 }, 'Rejected')
      assert.deepEqual([status, accepted], [200, false])
      await listed(scene, station, reservationId, { status: 'rejected', refusal: 'Rejected' })
    })

    certify(
      ['H01.FR.11', 'H01.FR.12', 'H01.FR.14'],
      version,
      'keeps why an EVSE could not be reserved',
      async scene => {
        const station = await scene.boot()
        for (const refusal of ['Occupied', 'Faulted', 'Unavailable']) {
          const { reservationId } = await reserve(scene, station, { evseId: 1 }, refusal)
          await listed(scene, station, reservationId, { status: 'rejected', refusal })
        }
      },
    )
  }

  certify(['H04.FR.01'], '2.1', 'sees that the driver came and did not charge', async scene => {
    const station = await scene.boot()
    const { reservationId } = await reserve(scene, station, { evseId: 1 })
    const update = { reservationId, reservationUpdateStatus: 'NoTransaction' }
    assert.deepEqual(await station.result('ReservationStatusUpdate', update), {})
    await listed(scene, station, reservationId, { status: 'unused' })
  })
})
