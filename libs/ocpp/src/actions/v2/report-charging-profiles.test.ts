import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const profile = {
  id: 12,
  stackLevel: 1,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  chargingSchedule: [
    {
      id: 3,
      startSchedule: '2025-11-01T00:00:00Z',
      chargingRateUnit: 'W',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 11_000 },
        { startPeriod: 3600, limit: 0 },
      ],
    },
  ],
}

describe('2.x ReportChargingProfiles', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`${version}: tells a part of a report (K09.FR.01, K09.FR.02)`, () => {
      const payload = { requestId: 5, chargingLimitSource: 'CSO', evseId: 1, tbc: true, chargingProfile: [profile] }
      const { reply, events } = exchange(version, call('ReportChargingProfiles', payload))
      assert.equal(reply, '[3,"id-1",{}]')
      const { type, data } = onlyEvent(events)
      assert.equal(type, 'chargeplane.ocpp.v1.ChargingProfilesReported')
      assert.partialDeepStrictEqual(data, {
        requestId: 5n,
        toBeContinued: true,
        evseId: 1,
        source: 'CSO',
        profiles: [
          {
            id: 12,
            purpose: 'TxDefaultProfile',
            recurrency: 'Daily',
            schedules: [
              { id: 3, periods: [{ limit: { value: 11_000 } }, { startsAfterS: 3600, limit: { value: 0 } }] },
            ],
          },
        ],
      })
    })
  }

  it('is the last part without tbc', () => {
    const payload = { requestId: 5, chargingLimitSource: 'CSO', evseId: 0, chargingProfile: [profile] }
    const { events } = exchange('2.0.1', call('ReportChargingProfiles', payload))
    assert.partialDeepStrictEqual(onlyEvent(events).data, { toBeContinued: false, evseId: 0 })
  })
})
