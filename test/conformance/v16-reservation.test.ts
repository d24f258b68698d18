// The Reservation profile of OCPP 1.6: connectors reserved by the API in the same words as EVSEs of 2.x.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { WireStation } from '../harness/wire-station.ts'
import { certify } from './certify.ts'
import { cancel, listed, reserve } from './reservations.ts'

const status = (station: WireStation, connectorId: number, state: string) =>
  station.result('StatusNotification', { connectorId, errorCode: 'NoError', status: state })

const start = (idTag: string, reservationId: number) => ({
  connectorId: 1,
  idTag,
  meterStart: 0,
  timestamp: new Date().toISOString(),
  reservationId,
})

describe('1.6 reservations', { concurrency: 8 }, () => {
  certify(['TC_046_CSMS'], '1.6', 'reserves a connector, and sees the driver use it', async scene => {
    const station = await scene.boot()
    const { request, reservationId, idToken, expiresAt, accepted } = await reserve(scene, station, { evseId: 1 })
    assert.deepEqual(request, { connectorId: 1, expiryDate: expiresAt, idTag: idToken, reservationId })
    assert.ok(accepted)
    await status(station, 1, 'Reserved')
    await listed(scene, station, reservationId, { status: 'active', evseId: 1 })
    assert.partialDeepStrictEqual(await station.result('Authorize', { idTag: idToken }), {
      idTagInfo: { status: 'Accepted' },
    })
    await status(station, 1, 'Preparing')
    const { transactionId } = await station.result('StartTransaction', start(idToken, reservationId))
    await listed(scene, station, reservationId, { status: 'used', transactionId: String(transactionId) })
  })

  certify(['TC_047_CSMS'], '1.6', 'sees a reservation expire without a word of the station', async scene => {
    const station = await scene.boot()
    // The station is asked for a moment that has passed by the time it is looked at.
    const expiresAt = new Date(Date.now() + 300).toISOString()
    const { reservationId } = await reserve(scene, station, { evseId: 1, expiresAt })
    await status(station, 1, 'Reserved')
    await listed(scene, station, reservationId, { status: 'expired', expiresAt })
    await status(station, 1, 'Available')
  })

  for (const [ids, refusal] of [
    [['TC_048_1_CSMS'], 'Faulted'],
    [['TC_048_2_CSMS'], 'Occupied'],
    [['TC_048_3_CSMS'], 'Unavailable'],
    [['TC_048_4_CSMS'], 'Rejected'],
  ] as const) {
    certify(ids, '1.6', `hears that a connector can not be reserved: ${refusal}`, async scene => {
      const station = await scene.boot()
      const { reservationId, accepted } = await reserve(scene, station, { evseId: 1 }, refusal)
      assert.equal(accepted, false)
      await listed(scene, station, reservationId, { status: 'rejected', refusal })
    })
  }

  certify(['TC_049_CSMS'], '1.6', 'reserves any connector, which is connector 0', async scene => {
    const station = await scene.boot()
    const { request, reservationId, idToken } = await reserve(scene, station)
    assert.deepEqual([request.connectorId, request.idTag], [0, idToken])
    await status(station, 1, 'Reserved')
    await station.result('StartTransaction', start(idToken, reservationId))
    await listed(scene, station, reservationId, { status: 'used' })
  })

  certify(['TC_051_CSMS'], '1.6', 'cancels a reservation', async scene => {
    const station = await scene.boot()
    const { reservationId } = await reserve(scene, station, { evseId: 1 })
    const { request, accepted } = await cancel(scene, station, reservationId)
    assert.deepEqual([request, accepted], [{ reservationId }, true])
    await status(station, 1, 'Available')
    await listed(scene, station, reservationId, { status: 'cancelled' })
  })

  certify(['TC_052_CSMS'], '1.6', 'hears that a station does not cancel a reservation', async scene => {
    const station = await scene.boot()
    const { reservationId } = await reserve(scene, station, { evseId: 1 })
    assert.equal((await cancel(scene, station, reservationId, 'Rejected')).accepted, false)
    await listed(scene, station, reservationId, { status: 'active' })
  })

  certify(['TC_053_CSMS'], '1.6', 'lets another of the group use what was reserved with parentIdTag', async scene => {
    const station = await scene.boot()
    const groupIdToken = await scene.token()
    const [idToken, friend] = [await scene.token({ groupIdToken }), await scene.token({ groupIdToken })]
    const { request, reservationId } = await reserve(scene, station, { evseId: 1, idToken })
    assert.deepEqual([request.idTag, request.parentIdTag], [idToken, groupIdToken])
    assert.partialDeepStrictEqual(await station.result('Authorize', { idTag: friend }), {
      idTagInfo: { status: 'Accepted', parentIdTag: groupIdToken },
    })
    await station.result('StartTransaction', start(friend, reservationId))
    await listed(scene, station, reservationId, { status: 'used' })
  })
})
