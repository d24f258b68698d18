// Functional block P, DataTransfer, both ways.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'

/** Registers a vendor of the test's own. */
async function vendor(scene: Scene, messageIds: string[] = []): Promise<string> {
  const vendorId = `com.example.${await scene.token()}`
  await scene.api.send('PUT', `/v1/data-transfer-vendors/${vendorId}`, { messageIds })
  return vendorId
}

const customData = { vendorId: 'com.example', nested: { list: [1, 'a', null] } }

describe('P DataTransfer', { concurrency: 8 }, () => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(['P01.FR.02'], version, 'carries data to the station and its answer back', async scene => {
      const station = await scene.boot()
      const payload = { vendorId: 'com.example', messageId: 'Hello', data: 'how are you' }
      const { request, response } = await scene.exchange(station, 'DataTransfer', payload, { status: 'Accepted' })
      assert.deepEqual(request, payload)
      assert.deepEqual([response.status, response.body.response], [200, { status: 'Accepted' }])
    })

    certify(['P01.FR.05', 'P01.FR.06'], version, 'hears that a station does not know the vendor', async scene => {
      const station = await scene.boot()
      for (const status of ['UnknownVendorId', 'UnknownMessageId', 'Rejected']) {
        const { response } = await scene.exchange(station, 'DataTransfer', { vendorId: 'com.example' }, { status })
        assert.deepEqual(response.body.response, { status })
      }
    })

    certify(['P02.FR.05', 'P02.FR.08'], version, 'takes what a registered vendor sends', async scene => {
      const station = await scene.boot()
      const vendorId = await vendor(scene)
      for (const more of [{}, { messageId: 'Hello' }, { messageId: 'Hello', data: '{"a":[1]}' }]) {
        assert.deepEqual(await station.result('DataTransfer', { vendorId, ...more }), { status: 'Accepted' })
      }
    })
  }

  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['TC_P_02_CSMS', 'P02.FR.06', 'P02.FR.07'],
      version,
      'tells a vendor that nobody registered from a message that nobody takes',
      async scene => {
        const station = await scene.boot()
        const transfer = (payload: Json) => station.result('DataTransfer', payload)
        const vendorId = await vendor(scene, ['Hello'])
        assert.deepEqual(await transfer({ vendorId: `${vendorId}.other`, messageId: 'Hello' }), {
          status: 'UnknownVendorId',
        })
        assert.deepEqual(await transfer({ vendorId, messageId: 'Bye' }), { status: 'UnknownMessageId' })
        assert.deepEqual(await transfer({ vendorId, messageId: 'Hello' }), { status: 'Accepted' })
        await scene.api.send('DELETE', `/v1/data-transfer-vendors/${vendorId}`)
        assert.deepEqual(await transfer({ vendorId, messageId: 'Hello' }), { status: 'UnknownVendorId' })
      },
    )

    certify(['TC_P_03_CSMS'], version, 'lets customData pass, wherever it stands', async scene => {
      const station = await scene.boot()
      const timestamp = new Date().toISOString()
      const status = { timestamp, connectorStatus: 'Available', evseId: 1, connectorId: 1, customData }
      assert.deepEqual(await station.result('StatusNotification', status), {})
      const idToken = await scene.token()
      const answer = await station.result('TransactionEvent', {
        eventType: 'Started',
        timestamp,
        triggerReason: 'Authorized',
        seqNo: 0,
        transactionInfo: { transactionId: 'tx-custom', customData },
        idToken: { idToken, type: 'ISO14443', customData },
        evse: { id: 1, customData },
        customData,
      })
      assert.partialDeepStrictEqual(answer, { idTokenInfo: { status: 'Accepted' } })
    })
  }
})
