// Functional block R of OCPP 2.1: controls of inverters (DER).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { certify } from './certify.ts'
import { nextId } from './charging.ts'

const timestamp = () => new Date().toISOString()

describe('R DER', { concurrency: 8 }, () => {
  certify(
    ['TC_R_107_CSMS', 'R04.FR.02', 'R04.FR.31'],
    '2.1',
    'controls are set, asked for and cleared',
    async scene => {
      const station = await scene.boot()
      const freqDroop = { priority: 1, overFreq: 50.2, underFreq: 49.8, overDroop: 5, underDroop: 5, responseTime: 2 }
      const set = { isDefault: true, controlId: 'droop', controlType: 'FreqDroop', freqDroop }
      const setting = await scene.exchange(station, 'SetDERControl', set, { status: 'Accepted' })
      assert.deepEqual(setting.request, set)
      assert.deepEqual(setting.response.body.response, { status: 'Accepted' })

      const get = { requestId: nextId(), isDefault: true, controlType: 'FreqDroop' }
      const getting = await scene.exchange(station, 'GetDERControl', get, { status: 'Accepted' })
      assert.deepEqual(getting.request, get)
      for (const tbc of [true, false]) {
        const own = { id: `droop-${tbc}`, isDefault: true, isSuperseded: false, freqDroop }
        const part = { requestId: get.requestId, tbc, freqDroop: [own] }
        assert.deepEqual(await station.result('ReportDERControl', part), {})
      }

      const clear = { isDefault: true, controlId: 'droop' }
      const clearing = await scene.exchange(station, 'ClearDERControl', clear, { status: 'Accepted' })
      assert.deepEqual(clearing.request, clear)
    },
  )

  certify(
    ['TC_R_108_CSMS', 'R04.FR.20', 'R05.FR.01'],
    '2.1',
    'a grid event is told from its start to its end',
    async scene => {
      const station = await scene.boot()
      const control = { controlId: 'c-1', timestamp: timestamp() }
      const started = { ...control, started: true, supersededIds: ['c-0'] }
      assert.deepEqual(await station.result('NotifyDERStartStop', started), {})
      const alarm = { controlType: 'LFMustTrip', gridEventFault: 'UnderFrequency', timestamp: timestamp() }
      assert.deepEqual(await station.result('NotifyDERAlarm', alarm), {})
      assert.deepEqual(await station.result('NotifyDERAlarm', { ...alarm, alarmEnded: true }), {})
      assert.deepEqual(await station.result('NotifyDERStartStop', { ...control, started: false }), {})
    },
  )
})
