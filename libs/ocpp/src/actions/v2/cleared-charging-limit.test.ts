import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.x ClearedChargingLimit', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`${version}: tells which limit is gone (K13)`, () => {
      const { reply, events } = exchange(
        version,
        call('ClearedChargingLimit', { chargingLimitSource: 'EMS', evseId: 1 }),
      )
      assert.equal(reply, '[3,"id-1",{}]')
      const { type, data } = onlyEvent(events)
      assert.equal(type, 'chargeplane.ocpp.v1.ChargingLimitCleared')
      assert.partialDeepStrictEqual(data, { evseId: 1, source: 'EMS' })
    })
  }
})
