import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'
import type { OcppVersion } from '../../versions.ts'

const threshold = { id: 1, transaction: false, value: 70.5, type: 'UpperThreshold', severity: 2 }
const payload = {
  requestId: 31,
  generatedAt: '2025-12-01T10:59:00+01:00',
  seqNo: 1,
  tbc: true,
  monitor: [
    {
      component: { name: 'Connector', instance: 'A', evse: { id: 1, connectorId: 2 } },
      variable: { name: 'Temperature', instance: 'Plug' },
      variableMonitoring: [threshold, { id: 2, transaction: true, value: 60, type: 'Periodic', severity: 9 }],
    },
  ],
}

function reported(version: OcppVersion, request: unknown) {
  const { reply, events } = exchange(version, call('NotifyMonitoringReport', request))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.MonitoringReported')
  return event.data
}

describe('2.x NotifyMonitoringReport', () => {
  it('becomes one monitor for each that a variable has (N02.FR.03, FR.09)', () => {
    const { origin, ...data } = reported('2.0.1', payload)
    assert.equal(origin?.action, 'NotifyMonitoringReport')
    const where = {
      component: 'Connector',
      componentInstance: 'A',
      evseId: 1,
      connectorId: 2,
      variable: 'Temperature',
      variableInstance: 'Plug',
      eventNotificationType: '',
    }
    assert.deepEqual(data, {
      requestId: 31n,
      seqNo: 1,
      toBeContinued: true,
      generatedAt: '2025-12-01T09:59:00.000Z',
      monitors: [
        { ...where, monitorId: 1n, type: 'UpperThreshold', value: 70.5, severity: 2, duringTransaction: false },
        { ...where, monitorId: 2n, type: 'Periodic', value: 60, severity: 9, duringTransaction: true },
      ],
    })
  })

  it('says in 2.1 whose monitor it is (N02.FR.22)', () => {
    const monitor = payload.monitor.map(data => ({
      ...data,
      variableMonitoring: [{ ...threshold, type: 'TargetDelta', eventNotificationType: 'CustomMonitor' }],
    }))
    const { monitors } = reported('2.1', { ...payload, monitor })
    assert.deepEqual(
      monitors.map(({ type, eventNotificationType }) => [type, eventNotificationType]),
      [['TargetDelta', 'CustomMonitor']],
    )
  })

  it('may be empty and the last', () => {
    const { monitors, toBeContinued } = reported('2.0.1', { requestId: 1, generatedAt: payload.generatedAt, seqNo: 0 })
    assert.deepEqual([monitors, toBeContinued], [[], false])
  })
})
