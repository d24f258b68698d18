// Functional block P, DataTransfer, both ways.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { certify } from './certify.ts'

describe('P DataTransfer', { concurrency: 8 }, () => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(['P01.FR.02'], version, 'carries data to the station and its answer back', async scene => {
      const station = await scene.boot()
      const payload = { vendorId: 'com.example', messageId: 'Hello', data: 'how are you' }
      const { request, response } = await scene.exchange(station, 'DataTransfer', payload, { status: 'Accepted' })
      assert.deepEqual(request, payload)
      assert.deepEqual([response.status, response.body.response], [200, { status: 'Accepted' }])
    })
  }
})
