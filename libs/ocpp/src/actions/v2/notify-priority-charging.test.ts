import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.1 NotifyPriorityCharging', () => {
  for (const activated of [true, false]) {
    it(`tells that it went ${activated ? 'on' : 'off'} (K21.FR.09, K22.FR.06)`, () => {
      const { reply, events } = exchange('2.1', call('NotifyPriorityCharging', { transactionId: 't-1', activated }))
      assert.equal(reply, '[3,"id-1",{}]')
      const { type, data } = onlyEvent(events)
      assert.equal(type, 'chargeplane.ocpp.v1.PriorityChargingReported')
      assert.partialDeepStrictEqual(data, { transactionId: 't-1', activated })
    })
  }
})
