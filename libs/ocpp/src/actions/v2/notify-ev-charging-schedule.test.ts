import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const schedule = { id: 4, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 12 }] }
const payload = { timeBase: '2025-12-01T10:00:00Z', evseId: 1, chargingSchedule: schedule }

describe('2.x NotifyEVChargingSchedule', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    for (const [accepted, status] of [
      [true, 'Accepted'],
      [false, 'Rejected'],
    ] as const) {
      it(`${version}: is ${status} by what smart charging says (K15.FR.11, K15.FR.12)`, () => {
        const decision = { kind: 'evSchedule', accepted, fallback: '' } as const
        const { reply, question, events } = exchange(version, call('NotifyEVChargingSchedule', payload), decision)
        assert.equal(reply, `[3,"id-1",{"status":"${status}"}]`)
        const told = { id: 4, rateUnit: 'A', periods: [{ limit: { value: 12 } }] }
        assert.partialDeepStrictEqual(question, { kind: 'evSchedule', evseId: 1, schedule: told })
        const { type, data } = onlyEvent(events)
        assert.equal(type, 'chargeplane.ocpp.v1.EvScheduleReported')
        assert.partialDeepStrictEqual(data, {
          evseId: 1,
          timeBase: '2025-12-01T10:00:00.000Z',
          schedule: told,
          selectedScheduleId: undefined,
          status,
        })
      })
    }
  }

  it('keeps which of our schedules the EV chose (2.1 K15.FR.21)', () => {
    const decision = { kind: 'evSchedule', accepted: true, fallback: '' } as const
    const more = { ...payload, selectedChargingScheduleId: 0 }
    const { events } = exchange('2.1', call('NotifyEVChargingSchedule', more), decision)
    assert.partialDeepStrictEqual(onlyEvent(events).data, { selectedScheduleId: 0 })
  })
})
