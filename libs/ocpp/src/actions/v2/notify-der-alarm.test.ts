import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const payload = { controlType: 'LFMustTrip', gridEventFault: 'UnderFrequency', timestamp: '2025-12-01T09:59:00Z' }

describe('2.1 NotifyDERAlarm', () => {
  it('tells of a grid event (R05.FR.01)', () => {
    const { reply, events } = exchange('2.1', call('NotifyDERAlarm', payload))
    assert.equal(reply, '[3,"id-1",{}]')
    const { type, data } = onlyEvent(events)
    assert.equal(type, 'chargeplane.ocpp.v1.DerAlarmReported')
    assert.partialDeepStrictEqual(data, {
      controlType: 'LFMustTrip',
      gridEventFault: 'UnderFrequency',
      ended: false,
      occurredAt: '2025-12-01T09:59:00.000Z',
    })
  })

  it('tells of its end (R05.FR.02), and of each once, however often it is sent', () => {
    const ended = call('NotifyDERAlarm', { ...payload, alarmEnded: true })
    const [first, again] = [exchange('2.1', ended), exchange('2.1', ended, {}, { epoch: 1_700_000_000_001 })]
    assert.partialDeepStrictEqual(onlyEvent(first.events).data, { ended: true })
    assert.equal(onlyEvent(first.events).naturalKey, onlyEvent(again.events).naturalKey)
    const began = exchange('2.1', call('NotifyDERAlarm', payload))
    assert.notEqual(onlyEvent(first.events).naturalKey, onlyEvent(began.events).naturalKey)
  })
})
