import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.x FirmwareStatusNotification', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`becomes a status of the request it belongs to in ${version} (L01.FR.10)`, () => {
      const payload = { status: 'SignatureVerified', requestId: 123 }
      const { reply, events } = exchange(version, call('FirmwareStatusNotification', payload))
      assert.equal(reply, '[3,"id-1",{}]')
      const event = onlyEvent(events)
      assert.ok(event.type === 'chargeplane.ocpp.v1.FirmwareStatusReported')
      const { origin, ...data } = event.data
      assert.equal(origin?.rawPayload, JSON.stringify(payload))
      assert.deepEqual(data, { status: 'SignatureVerified', requestId: 123n, reasonCode: '', reason: '' })
    })
  }

  it('says why, in 2.1', () => {
    const statusInfo = { reasonCode: 'NotEnoughSpace', additionalInfo: '3 MB' }
    const { events } = exchange(
      '2.1',
      call('FirmwareStatusNotification', { status: 'DownloadFailed', requestId: 1, statusInfo }),
    )
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.FirmwareStatusReported')
    assert.deepEqual([event.data.reasonCode, event.data.reason], ['NotEnoughSpace', '3 MB'])
  })

  it('has no request when idle (L01.FR.20)', () => {
    const event = onlyEvent(exchange('2.0.1', call('FirmwareStatusNotification', { status: 'Idle' })).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.FirmwareStatusReported')
    assert.equal(event.data.requestId, undefined)
  })
})
