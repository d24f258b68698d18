import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.x NotifyChargingLimit', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`${version}: tells who limits what (K12)`, () => {
      const chargingSchedule = [
        { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] },
      ]
      const { reply, events } = exchange(
        version,
        call('NotifyChargingLimit', {
          evseId: 2,
          chargingLimit: { chargingLimitSource: 'EMS', isGridCritical: true },
          chargingSchedule,
        }),
      )
      assert.equal(reply, '[3,"id-1",{}]')
      const { type, data } = onlyEvent(events)
      assert.equal(type, 'chargeplane.ocpp.v1.ChargingLimitReported')
      assert.partialDeepStrictEqual(data, {
        evseId: 2,
        source: 'EMS',
        gridCritical: true,
        localGeneration: false,
        schedules: [{ rateUnit: 'A', periods: [{ limit: { value: 10 } }] }],
      })
    })
  }

  it('is about the station without an EVSE, and needs no schedule', () => {
    const { events } = exchange(
      '2.1',
      call('NotifyChargingLimit', { chargingLimit: { chargingLimitSource: 'SO', isLocalGeneration: true } }),
    )
    assert.partialDeepStrictEqual(onlyEvent(events).data, { evseId: 0, localGeneration: true, schedules: [] })
  })
})
