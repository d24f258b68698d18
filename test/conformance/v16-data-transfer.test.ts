// DataTransfer of an OCPP 1.6 station to the central system.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { certify } from './certify.ts'

describe('1.6 DataTransfer', { concurrency: 8 }, () => {
  certify(['TC_064_CSMS'], '1.6', 'is answered, whether its vendor is known or not', async scene => {
    const station = await scene.boot()
    const vendorId = `com.example.${await scene.token()}`
    const payload = { vendorId, messageId: 'Hello', data: 'text' }
    assert.deepEqual(await station.result('DataTransfer', payload), { status: 'UnknownVendorId' })
    await scene.api.send('PUT', `/v1/data-transfer-vendors/${vendorId}`, { messageIds: ['Hello'] })
    assert.deepEqual(await station.result('DataTransfer', payload), { status: 'Accepted' })
    const other = { ...payload, messageId: 'Bye' }
    assert.deepEqual(await station.result('DataTransfer', other), { status: 'UnknownMessageId' })
    // Both ids are CiString in 1.6.
    const shouted = { vendorId: vendorId.toUpperCase(), messageId: 'HELLO' }
    assert.deepEqual(await station.result('DataTransfer', shouted), { status: 'Accepted' })
  })
})
