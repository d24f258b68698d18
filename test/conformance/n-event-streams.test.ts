// Functional block N, periodic event streams of OCPP 2.1 (N11-N15): values of a monitor that are said without an answer.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { confirmed, told } from './told.ts'

const power = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } }
const periodic = { ...power, type: 'Periodic', severity: 8 }

/** A monitor whose values the station is to send as a stream. */
async function monitored(scene: Scene, type = 'Periodic'): Promise<WireStation> {
  const station = await scene.boot()
  const data = { ...periodic, type, value: 5, periodicEventStream: { interval: 60, values: 12 } }
  const result = { ...periodic, type, status: 'Accepted', id: 40 }
  const { request } = await scene.exchange(
    station,
    'SetVariableMonitoring',
    { setMonitoringData: [data] },
    { setMonitoringResult: [result] },
  )
  assert.deepEqual(request, { setMonitoringData: [data] })
  await told(scene, station, 'monitors', { items: [{ monitorId: 40, type }] })
  return station
}

async function open(station: WireStation): Promise<void> {
  const constantStreamData = { id: 1, variableMonitoringId: 40, params: { interval: 60, values: 12 } }
  const answer = await station.result('OpenPeriodicEventStream', { constantStreamData })
  assert.deepEqual(answer, { status: 'Accepted' })
}

function stream(station: WireStation, values: readonly string[], pending = 0): void {
  const data = values.map((v, index) => ({ t: index * 5, v }))
  const payload = { id: 1, pending, basetime: '2026-03-01T10:00:00Z', data }
  station.send(JSON.stringify([6, randomUUID(), 'NotifyPeriodicEventStream', payload]))
}

const shows = (scene: Scene, station: WireStation, value: string) =>
  told(scene, station, 'variables', { items: [{ component: 'EVSE', evseId: 1, variable: 'Power', value }] })

/** The station asks something; everything before has been worked by then. */
const framesOf = async (station: WireStation): Promise<number> => {
  await station.result('Heartbeat', {})
  return station.frames.filter(({ from }) => from === 'csms').length
}

describe('N periodic event streams', { concurrency: 8 }, () => {
  for (const type of ['Periodic', 'PeriodicClockAligned']) {
    certify(
      ['TC_N_105_CSMS', 'N11.FR.04', 'N11.FR.06', 'N15.FR.02', 'N15.FR.03'],
      '2.1',
      `carry the values of a monitor that is ${type}, and are not answered`,
      async scene => {
        const station = await monitored(scene, type)
        await open(station)
        const before = await framesOf(station)
        stream(station, ['11.0', '11.2', '11.5'], 3)
        await shows(scene, station, '11.5')
        assert.equal(await framesOf(station), before + 1, 'the answer to the heartbeat alone')
        const items = [{ streamId: 1, monitorId: 40, intervalS: 60, values: 12, pending: 3 }]
        await told(scene, station, 'event-streams', { items })
      },
    )
  }

  certify(['N11.FR.03', 'N11.FR.08'], '2.1', 'may be of a monitor that the station has by itself', async scene => {
    const station = await scene.boot()
    const monitor = { id: 40, transaction: false, value: 5, type: 'Periodic', severity: 8 }
    const variableMonitoring = [{ ...monitor, eventNotificationType: 'PreconfiguredMonitor' }]
    const report = { requestId: 1, generatedAt: '2026-03-01T10:00:00Z', seqNo: 0 }
    await confirmed(station, 'NotifyMonitoringReport', { ...report, monitor: [{ ...power, variableMonitoring }] })
    await open(station)
    stream(station, ['7'])
    await shows(scene, station, '7')
  })

  certify(['TC_N_107_CSMS', 'N12.FR.01'], '2.1', 'are listed by the station', async scene => {
    const station = await scene.boot()
    const constantStreamData = [{ id: 3, variableMonitoringId: 41, params: { values: 5 } }]
    const { request, response } = await scene.exchange(station, 'GetPeriodicEventStream', {}, { constantStreamData })
    assert.deepEqual(request, {})
    assert.deepEqual(response.body.response, { constantStreamData })
    await told(scene, station, 'event-streams', { items: [{ streamId: 3, monitorId: 41, values: 5 }] })
  })

  certify(['N13.FR.02'], '2.1', 'end when the station closes them', async scene => {
    const station = await monitored(scene)
    await open(station)
    await told(scene, station, 'event-streams', { items: [{ streamId: 1 }] })
    await confirmed(station, 'ClosePeriodicEventStream', { id: 1 })
    const path = `/v1/stations/${station.id}/event-streams`
    await until(async () => (await scene.api.all<Json>(path)).length === 0, { what: 'the stream to be closed' })
  })

  certify(['N14.FR.01', 'N14.FR.03'], '2.1', 'get another rhythm', async scene => {
    const station = await monitored(scene)
    await open(station)
    const payload = { id: 1, params: { interval: 10 } }
    const { request } = await scene.exchange(station, 'AdjustPeriodicEventStream', payload, { status: 'Accepted' })
    assert.deepEqual(request, payload)
    await told(scene, station, 'event-streams', { items: [{ streamId: 1, intervalS: 10, values: 12 }] })
  })

  certify(['N11.FR.09', 'N14.FR.01'], '2.1', 'always have a rhythm', async scene => {
    const station = await scene.boot()
    const setMonitoringData = [{ ...periodic, value: 5, periodicEventStream: {} }]
    const { status } = await scene.command(station, 'SetVariableMonitoring', { setMonitoringData })
    assert.equal(status, 400)
    assert.equal((await scene.command(station, 'AdjustPeriodicEventStream', { id: 1, params: {} })).status, 400)
  })
})
