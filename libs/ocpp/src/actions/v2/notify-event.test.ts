import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, hashOf, onlyEvent } from '../../testing.ts'

const eventData = {
  eventId: 11,
  timestamp: '2025-12-01T09:59:00',
  trigger: 'Alerting',
  actualValue: '81.5',
  eventNotificationType: 'HardWiredMonitor',
  component: { name: 'Connector', evse: { id: 1, connectorId: 2 } },
  variable: { name: 'Temperature' },
}
const payload = {
  generatedAt: '2025-12-01T09:59:00Z',
  seqNo: 0,
  eventData: [eventData, { ...eventData, cleared: true }],
}

describe('2.0.1 NotifyEvent', () => {
  it('becomes one event with every monitored change', () => {
    const { events, reply } = exchange('2.0.1', call('NotifyEvent', payload))
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.MonitoredEventsReported')
    const { origin, ...data } = event.data
    assert.equal(origin?.rawPayload, JSON.stringify(payload))
    const change = {
      eventId: 11n,
      occurredAt: '2025-12-01T09:59:00.000Z',
      trigger: 'Alerting',
      actualValue: '81.5',
      component: 'Connector',
      variable: 'Temperature',
      evseId: 1,
      connectorId: 2,
      cleared: false,
      componentInstance: '',
      variableInstance: '',
      monitorId: undefined,
      eventNotificationType: 'HardWiredMonitor',
      severity: undefined,
      causeEventId: undefined,
      techCode: '',
      techInfo: '',
      transactionId: '',
    }
    assert.deepEqual(data, { seqNo: 0, toBeContinued: false, events: [change, { ...change, cleared: true }] })
  })

  it('keeps everything that is said of an event, and the severity of 2.1 (N07.FR.05, FR.06, FR.20)', () => {
    const full = {
      ...eventData,
      component: { name: 'Connector', instance: 'A', evse: { id: 1 } },
      variable: { name: 'Temperature', instance: 'Plug' },
      cause: 10,
      techCode: 'E42',
      techInfo: 'hot',
      transactionId: 'tx-1',
      variableMonitoringId: 5,
      severity: 2,
    }
    const event = onlyEvent(exchange('2.1', call('NotifyEvent', { ...payload, eventData: [full] })).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.MonitoredEventsReported')
    assert.partialDeepStrictEqual(event.data.events[0], {
      componentInstance: 'A',
      variableInstance: 'Plug',
      causeEventId: 10n,
      techCode: 'E42',
      techInfo: 'hot',
      transactionId: 'tx-1',
      monitorId: 5n,
      severity: 2,
    })
  })

  it('publishes neither what a token reader has read nor a password', () => {
    const read = { ...eventData, component: { name: 'TokenReader' }, variable: { name: 'Token' }, actualValue: 'DEAD' }
    const secret = { ...eventData, variable: { name: 'BasicAuthPassword' }, actualValue: 'sesame' }
    const event = onlyEvent(exchange('2.0.1', call('NotifyEvent', { ...payload, eventData: [read, secret] })).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.MonitoredEventsReported')
    assert.deepEqual(
      event.data.events.map(({ actualValue }) => actualValue),
      [hashOf('DEAD'), ''],
    )
    assert.doesNotMatch(event.data.origin?.rawPayload ?? '', /DEAD|sesame/)
  })

  it('is refused by the path of a faulty field', () => {
    const faulty = { ...payload, eventData: [{ ...eventData, trigger: 'Mood' }] }
    assert.equal(
      exchange('2.0.1', call('NotifyEvent', faulty)).reply,
      '[4,"id-1","PropertyConstraintViolation","eventData[0].trigger is not one of its allowed values",{}]',
    )
  })
})
