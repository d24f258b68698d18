// Functional block Q of OCPP 2.1: energy back from the EV.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { limitOf, nextId, profilesOnce, putSite, relative, schedule, startTransaction2, txProfile } from './charging.ts'

function needs(requestedEnergyTransfer: string): Json {
  const v2xChargingParameters = { maxChargeCurrent: 16, maxDischargeCurrent: 16, evTargetEnergyRequest: 10_000 }
  const availableEnergyTransfer = ['AC_three_phase', 'AC_BPT']
  const own = { controlMode: 'ScheduledControl', availableEnergyTransfer, v2xChargingParameters }
  return { evseId: 1, chargingNeeds: { requestedEnergyTransfer, ...own } }
}

async function plugIn(scene: Scene, bidirectional: boolean) {
  const station = await scene.boot()
  await putSite(scene, station, 60, { bidirectional })
  const transactionId = await startTransaction2(scene, station)
  await txProfile(station, transactionId)
  return { station, transactionId }
}

/** Sends a profile with these periods; the station takes it. */
async function sets(scene: Scene, station: WireStation, periods: Json[], more: Json = {}): Promise<number> {
  const id = nextId()
  const chargingSchedule = [schedule({ chargingRateUnit: 'W', chargingSchedulePeriod: periods })]
  const payload = { evseId: 1, chargingProfile: relative({ id, chargingSchedule, ...more }) }
  const { request, response } = await scene.exchange(station, 'SetChargingProfile', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
  assert.deepEqual(response.body.response, { status: 'Accepted' })
  return id
}

async function pushes(scene: Scene, station: WireStation, chargingProfileId: number, scheduleUpdate: Json) {
  const payload = { chargingProfileId, scheduleUpdate }
  const { request } = await scene.exchange(station, 'UpdateDynamicSchedule', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
}

const dynamic = { chargingProfileKind: 'Dynamic' }

describe('Q authorization of bidirectional transfer', { concurrency: 8 }, () => {
  certify(
    ['TC_Q_102_CSMS', 'Q01.FR.01', 'Q01.FR.07'],
    '2.1',
    'a driver is told what is allowed, and gets it',
    async scene => {
      const { station, transactionId } = await plugIn(scene, true)
      const allowedEnergyTransfer = ['AC_three_phase', 'AC_BPT']
      const idToken = { idToken: await scene.token({ allowedEnergyTransfer }), type: 'ISO14443' }
      const answer = await station.result('Authorize', { idToken })
      assert.deepEqual(answer.allowedEnergyTransfer, allowedEnergyTransfer)
      assert.deepEqual(await station.result('NotifyEVChargingNeeds', needs('AC_BPT')), { status: 'Accepted' })
      assert.equal(limitOf(await txProfile(station, transactionId)), 16)
    },
  )

  certify(['TC_Q_103_CSMS', 'Q01.FR.04'], '2.1', 'where it is not allowed it is rejected', async scene => {
    const { station } = await plugIn(scene, false)
    assert.deepEqual(await station.result('NotifyEVChargingNeeds', needs('AC_BPT')), { status: 'Rejected' })
  })

  certify(['TC_Q_107_CSMS', 'Q02.FR.01', 'Q02.FR.05'], '2.1', 'it may be allowed while charging', async scene => {
    const { station, transactionId } = await plugIn(scene, true)
    assert.deepEqual(await station.result('NotifyEVChargingNeeds', needs('AC_three_phase')), { status: 'Accepted' })
    const charging = await txProfile(station, transactionId)
    const [first] = charging.chargingSchedule as { chargingSchedulePeriod: Json[] }[]
    assert.deepEqual(first?.chargingSchedulePeriod, [{ startPeriod: 0, limit: 16 }])
    const payload = { transactionId, allowedEnergyTransfer: ['AC_three_phase', 'AC_BPT'] }
    const accepted = { status: 'Accepted' }
    const { request } = await scene.exchange(station, 'NotifyAllowedEnergyTransfer', payload, accepted)
    assert.deepEqual(request, payload)
    assert.deepEqual(await station.result('NotifyEVChargingNeeds', needs('AC_BPT')), accepted)
    await txProfile(station, transactionId)
  })
})

describe('Q modes of operation', { concurrency: 8 }, () => {
  certify(['TC_Q_108_CSMS', 'Q03.FR.01'], '2.1', 'setpoints by a schedule', async scene => {
    const periods = [
      { startPeriod: 0, setpoint: 5000, operationMode: 'CentralSetpoint' },
      { startPeriod: 900, setpoint: -3000, operationMode: 'CentralSetpoint' },
    ]
    await sets(scene, await scene.boot(), periods)
  })

  certify(['TC_Q_109_CSMS'], '2.1', 'a setpoint that the CSMS changes', async scene => {
    const station = await scene.boot()
    const id = await sets(
      scene,
      station,
      [{ startPeriod: 0, setpoint: 1000, operationMode: 'CentralSetpoint' }],
      dynamic,
    )
    await pushes(scene, station, id, { setpoint: -2500 })
  })

  certify(['TC_Q_110_CSMS', 'K28.FR.07'], '2.1', 'a setpoint that the station asks for', async scene => {
    const station = await scene.boot()
    const pulling = { ...dynamic, dynUpdateInterval: 30 }
    const id = await sets(
      scene,
      station,
      [{ startPeriod: 0, setpoint: 1000, operationMode: 'CentralSetpoint' }],
      pulling,
    )
    const setpoint = async (value: number) => {
      await profilesOnce(scene, station, ({ accepted: [first] }) => {
        const [period] = (first?.schedules[0]?.periods ?? []) as { setpoint: { value: number } }[]
        return period?.setpoint.value === value
      })
      const answer = await station.result('PullDynamicScheduleUpdate', { chargingProfileId: id })
      assert.deepEqual(answer, { status: 'Accepted', scheduleUpdate: { setpoint: value } })
    }
    await setpoint(1000)
    await pushes(scene, station, id, { setpoint: -2500 })
    await setpoint(-2500)
  })

  certify(['TC_Q_111_CSMS', 'Q06.FR.11'], '2.1', 'a setpoint of an external system', async scene => {
    const station = await scene.boot()
    await sets(scene, station, [{ startPeriod: 0, operationMode: 'ExternalSetpoint' }], dynamic)
    const period = { setpoint: -1500, operationMode: 'ExternalSetpoint' }
    const told = { chargingLimit: { chargingLimitSource: 'EMS' }, chargingSchedule: [schedule({}, period)], evseId: 1 }
    assert.deepEqual(await station.result('NotifyChargingLimit', told), {})
  })

  certify(['TC_Q_112_CSMS', 'Q06.FR.11'], '2.1', 'limits of an external system', async scene => {
    const station = await scene.boot()
    await sets(scene, station, [{ startPeriod: 0, operationMode: 'ExternalLimits' }], dynamic)
    const period = { limit: 4000, dischargeLimit: -4000, operationMode: 'ExternalLimits' }
    const told = { chargingLimit: { chargingLimitSource: 'EMS' }, chargingSchedule: [schedule({}, period)], evseId: 1 }
    assert.deepEqual(await station.result('NotifyChargingLimit', told), {})
  })

  certify(['TC_Q_117_CSMS'], '2.1', 'frequency support by the CSMS', async scene => {
    const station = await scene.boot()
    const period = { startPeriod: 0, setpoint: 0, operationMode: 'CentralFrequency' }
    await pushes(scene, station, await sets(scene, station, [period], dynamic), { setpoint: 1200 })
  })

  const v2xFreqWattCurve = [
    { frequency: 49.8, power: -5000 },
    { frequency: 50.2, power: 5000 },
  ]
  const local = { startPeriod: 0, operationMode: 'LocalFrequency', v2xBaseline: 1000, v2xFreqWattCurve }

  certify(['TC_Q_120_CSMS', 'Q08.FR.10'], '2.1', 'frequency support by the station, with a signal', async scene => {
    const station = await scene.boot()
    const v2xSignalWattCurve = [
      { signal: -10, power: -1000 },
      { signal: 10, power: 1000 },
    ]
    await sets(scene, station, [{ ...local, v2xSignalWattCurve }])
    const payload = { timestamp: new Date().toISOString(), signal: 5 }
    const { request, response } = await scene.exchange(station, 'AFRRSignal', payload, { status: 'Accepted' })
    assert.deepEqual(request, payload)
    assert.deepEqual(response.body.response, { status: 'Accepted' })
  })

  certify(['TC_Q_121_CSMS', 'Q08.FR.01', 'Q08.FR.02'], '2.1', 'frequency support by the station', async scene => {
    const station = await scene.boot()
    await sets(scene, station, [local])
    const broken = [{ ...local, limit: 10 }]
    const chargingSchedule = [schedule({ chargingSchedulePeriod: broken })]
    const payload = { evseId: 1, chargingProfile: relative({ stackLevel: 5, chargingSchedule }) }
    assert.equal((await scene.command(station, 'SetChargingProfile', payload)).status, 400)
  })

  certify(['TC_Q_124_CSMS'], '2.1', 'load balancing by the station', async scene => {
    await sets(scene, await scene.boot(), [{ startPeriod: 0, operationMode: 'LocalLoadBalancing' }])
  })
})
