// Functional block N, monitoring (N02-N08): monitors on variables, reports of them, and the events that they make.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { confirmed, told } from './told.ts'

const generatedAt = '2026-03-01T10:00:00Z'
const evse = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } }
const power = { component: { name: 'ChargingStation' }, variable: { name: 'Power' } }
const available = { component: { name: 'ChargingStation' }, variable: { name: 'AvailabilityState' } }

async function ask(scene: Scene, station: WireStation, action: string, payload: Json, answer: Json): Promise<string> {
  const { request, response } = await scene.exchange(station, action, payload, answer)
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, answer])
  return response.body.commandId
}

/** OCPP 2.1 wants to know whose monitor it is. */
const monitoring = (scene: Scene, id: number, type: string, more: Json = {}) => ({
  id,
  type,
  transaction: false,
  value: 1,
  severity: 5,
  ...(scene.version === '2.1' ? { eventNotificationType: 'CustomMonitor' } : {}),
  ...more,
})

const report = (requestId: number, seqNo: number, tbc: boolean, monitor: Json[]) => ({
  requestId,
  generatedAt,
  seqNo,
  tbc,
  monitor,
})

/** None like that, then some, which the API shows. */
async function reported(scene: Scene, none: Json, some: Json, target: Json, type: string): Promise<void> {
  const station = await scene.boot()
  const of = (requestId: number, criteria: Json) => ({ requestId, ...criteria })
  await ask(scene, station, 'GetMonitoringReport', of(1, none), { status: 'EmptyResultSet' })
  await ask(scene, station, 'GetMonitoringReport', of(2, some), { status: 'Accepted' })
  const found = { ...target, variableMonitoring: [monitoring(scene, 7, type)] }
  await confirmed(station, 'NotifyMonitoringReport', report(2, 0, false, [found]))
  await told(scene, station, 'monitors', { items: [{ monitorId: 7, type, severity: 5 }] })
}

describe('N monitoring reports', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_N_01_CSMS', 'N02.FR.05', 'N02.FR.10'], version, 'of a kind of monitors', scene =>
      reported(
        scene,
        { monitoringCriteria: ['DeltaMonitoring'] },
        { monitoringCriteria: ['ThresholdMonitoring'] },
        power,
        'UpperThreshold',
      ),
    )

    certify(['TC_N_02_CSMS', 'N02.FR.08'], version, 'of a variable', async scene => {
      await reported(scene, { componentVariable: [power] }, { componentVariable: [evse] }, evse, 'Delta')
    })

    certify(['TC_N_03_CSMS'], version, 'of a kind of monitors on a variable', scene =>
      reported(
        scene,
        { monitoringCriteria: ['DeltaMonitoring'], componentVariable: [evse] },
        { monitoringCriteria: ['ThresholdMonitoring'], componentVariable: [power] },
        power,
        'LowerThreshold',
      ),
    )

    certify(['TC_N_60_CSMS'], version, 'of a kind of monitors on several variables', scene =>
      reported(
        scene,
        {
          monitoringCriteria: ['ThresholdMonitoring'],
          componentVariable: [power, { ...evse, variable: power.variable }],
        },
        { monitoringCriteria: ['DeltaMonitoring'], componentVariable: [available, evse] },
        available,
        'Delta',
      ),
    )

    certify(['TC_N_47_CSMS', 'N02.FR.09', 'N02.FR.11'], version, 'of all monitors, in parts', async scene => {
      const station = await scene.boot()
      const commandId = await ask(scene, station, 'GetMonitoringReport', { requestId: 3 }, { status: 'Accepted' })
      const part = (seqNo: number, tbc: boolean, target: Json) =>
        report(3, seqNo, tbc, [{ ...target, variableMonitoring: [monitoring(scene, seqNo + 1, 'Delta')] }])
      await confirmed(station, 'NotifyMonitoringReport', part(0, true, evse), part(1, true, power))
      await confirmed(station, 'NotifyMonitoringReport', part(2, false, available))
      const items = ['EVSE', 'ChargingStation', 'ChargingStation'].map(component => ({ component }))
      await told(scene, station, 'monitors', { items })
      const result = { requestId: 3, state: 'complete', messages: 3, items: [{ monitorId: 1 }, { monitorId: 2 }] }
      await told(scene, station, `commands/${commandId}`, { result })
    })
  }

  certify(['TC_N_104_CSMS', 'N02.FR.22', 'N02.FR.23'], '2.1', 'of monitors of a target', async scene => {
    const station = await scene.boot()
    const payload = { requestId: 4, monitoringCriteria: ['DeltaMonitoring'] }
    await ask(scene, station, 'GetMonitoringReport', payload, { status: 'Accepted' })
    const variableMonitoring = [monitoring(scene, 1, 'TargetDelta'), monitoring(scene, 2, 'TargetDeltaRelative')]
    await confirmed(station, 'NotifyMonitoringReport', report(4, 0, false, [{ ...power, variableMonitoring }]))
    const eventNotificationType = 'CustomMonitor'
    await told(scene, station, 'monitors', {
      items: [
        { type: 'TargetDelta', eventNotificationType },
        { type: 'TargetDeltaRelative', eventNotificationType },
      ],
    })
  })
})

const delta = (target: Json) => ({ ...target, type: 'Delta', severity: 8 })

async function setMonitors(scene: Scene, station: WireStation, ...targets: Json[]): Promise<void> {
  const setMonitoringData = targets.map(target => ({ ...delta(target), value: 1 }))
  const setMonitoringResult = targets.map((target, index) => ({ ...delta(target), status: 'Accepted', id: index + 1 }))
  await ask(scene, station, 'SetVariableMonitoring', { setMonitoringData }, { setMonitoringResult })
}

describe('N monitors that are set', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_N_05_CSMS', 'N03.FR.03', 'N03.FR.04', 'N03.FR.05'], version, 'to a base', async scene => {
      const station = await scene.boot()
      await setMonitors(scene, station, evse)
      await told(scene, station, 'monitors', { items: [{ monitorId: 1 }] })
      await ask(scene, station, 'SetMonitoringBase', { monitoringBase: 'All' }, { status: 'Accepted' })
      await ask(scene, station, 'SetMonitoringBase', { monitoringBase: 'FactoryDefault' }, { status: 'Accepted' })
      await until(async () => (await scene.api.all(`/v1/stations/${station.id}/monitors`)).length === 0, {
        what: 'the custom monitor to be gone',
      })
      await ask(scene, station, 'SetMonitoringBase', { monitoringBase: 'HardWiredOnly' }, { status: 'Accepted' })
    })

    certify(['TC_N_08_CSMS', 'N04.FR.08', 'N04.FR.17'], version, 'on one variable', async scene => {
      const station = await scene.boot()
      await setMonitors(scene, station, evse)
      const monitor = { monitorId: 1, component: 'EVSE', evseId: 1, variable: 'AvailabilityState' }
      await told(scene, station, 'monitors', { items: [{ ...monitor, type: 'Delta', severity: 8, value: 1 }] })
    })

    certify(['TC_N_09_CSMS', 'N04.FR.01'], version, 'on several variables', async scene => {
      const station = await scene.boot()
      await setMonitors(scene, station, evse, available)
      const items = [{ component: 'EVSE', evseId: 1 }, { component: 'ChargingStation' }]
      await told(scene, station, 'monitors', { items })
    })

    certify(['TC_N_16_CSMS', 'N05.FR.01'], version, 'to speak up to a severity', async scene => {
      await ask(scene, await scene.boot(), 'SetMonitoringLevel', { severity: 4 }, { status: 'Accepted' })
    })

    certify(['TC_N_17_CSMS', 'N05.FR.02'], version, 'to a severity that the station refuses', async scene => {
      await ask(scene, await scene.boot(), 'SetMonitoringLevel', { severity: 4 }, { status: 'Rejected' })
    })

    certify(['TC_N_18_CSMS', 'N06.FR.04'], version, 'cleared no more at once than a station takes', async scene => {
      const station = await scene.boot()
      const place = {
        component: { name: 'MonitoringCtrlr' },
        variable: { name: 'ItemsPerMessage', instance: 'ClearVariableMonitoring' },
      }
      const reportData = [{ ...place, variableAttribute: [{ value: '2', mutability: 'ReadOnly' }] }]
      await confirmed(station, 'NotifyReport', { requestId: 1, generatedAt, seqNo: 0, reportData })
      await told(scene, station, 'variables', { items: [{ variable: 'ItemsPerMessage', value: '2' }] })
      const answered = scene.command(station, 'ClearVariableMonitoring', { id: [1, 2, 3, 4, 5] })
      const sizes: number[] = []
      while (sizes.reduce((sum, size) => sum + size, 0) < 5) {
        const asked = await station.expect('ClearVariableMonitoring')
        const ids = asked.payload.id as number[]
        sizes.push(ids.length)
        asked.answer({ clearMonitoringResult: ids.map(id => ({ id, status: 'NotFound' })) })
      }
      assert.deepEqual(sizes, [2, 2, 1])
      assert.equal((await answered).status, 200)
    })

    certify(['TC_N_44_CSMS', 'N06.FR.03'], version, 'and can not be cleared', async scene => {
      const station = await scene.boot()
      await setMonitors(scene, station, evse)
      const answer = { clearMonitoringResult: [{ id: 1, status: 'Rejected' }] }
      await ask(scene, station, 'ClearVariableMonitoring', { id: [1] }, answer)
      await told(scene, station, 'monitors', { items: [{ monitorId: 1 }] })
    })
  }
})

const eventData = {
  eventId: 1,
  timestamp: generatedAt,
  trigger: 'Alerting',
  actualValue: '85.5',
  component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
  variable: { name: 'Temperature' },
  variableMonitoringId: 4,
  eventNotificationType: 'HardWiredMonitor',
}

async function notified(scene: Scene, ...events: Json[]): Promise<WireStation> {
  const station = await scene.boot()
  for (const [seqNo, event] of events.entries()) {
    const payload = { generatedAt, seqNo, tbc: seqNo < events.length - 1, eventData: [{ ...eventData, ...event }] }
    await confirmed(station, 'NotifyEvent', payload)
  }
  return station
}

const shows = (scene: Scene, station: WireStation, value: string) =>
  told(scene, station, 'variables', { items: [{ component: 'Connector', variable: 'Temperature', value }] })

describe('N events of monitors', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_N_21_CSMS', 'N07.FR.03', 'N07.FR.06'], version, 'that are wired in', async scene => {
      const severity = scene.version === '2.1' ? { severity: 2 } : {}
      const station = await notified(scene, { techCode: 'E42', techInfo: 'hot', ...severity })
      await shows(scene, station, '85.5')
    })

    certify(['TC_N_24_CSMS', 'N08.FR.02', 'N08.FR.05'], version, 'that come again and again', async scene => {
      const eventNotificationType = 'CustomMonitor'
      const values = ['1', '2', '3'].map(actualValue => ({ trigger: 'Periodic', eventNotificationType, actualValue }))
      await shows(scene, await notified(scene, ...values), '3')
    })

    certify(['TC_N_48_CSMS', 'N07.FR.10'], version, 'on a variable that can not be read', async scene => {
      await shows(scene, await notified(scene, { actualValue: '' }), '')
    })

    certify(['TC_N_49_CSMS', 'N07.FR.02', 'N07.FR.14'], version, 'that are over', async scene => {
      await shows(scene, await notified(scene, {}, { eventId: 2, cleared: true, actualValue: '40' }), '40')
    })

    certify(['TC_N_50_CSMS', 'N08.FR.06'], version, 'that are due', async scene => {
      await shows(scene, await notified(scene, { trigger: 'Periodic', actualValue: '21' }), '21')
    })
  }
})
