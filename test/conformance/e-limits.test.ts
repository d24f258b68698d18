// Functional block E, transactions with limits (2.1 E16) and those that go on after a restart (2.1 E17).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { supportsLimits } from './limits.ts'
import { energyTransfer, register, type Session, sessionAt } from './session.ts'

const charging = { chargingState: 'Charging' }

/** A charge of a driver with that limit has begun; the answer to its start comes with it. */
async function limited(scene: Scene, limit: Json, set: Json = {}): Promise<Session & { answer: Json }> {
  const session = await sessionAt(scene, { transactionLimit: limit })
  await supportsLimits(scene, session.station, 'maxCost,maxEnergy,maxTime,maxSoC')
  const answer = await session.say('Started', 'Authorized', set, { idToken: session.idToken })
  return { ...session, answer }
}

/** The driver set a limit at the station: it is kept, and reaching it ends the charge. */
async function setByStation(scene: Scene, limit: Json, shown: Json, reached: string): Promise<void> {
  const { say, shows } = await energyTransfer(scene)
  assert.deepEqual(await say('Updated', 'LimitSet', { transactionLimit: limit }), {})
  await shows({ transactionLimit: shown })
  await say('Updated', reached, { chargingState: 'SuspendedEVSE' })
  await shows({ status: 'active', chargingState: 'SuspendedEVSE', transactionLimit: shown })
}

/** The operator's limit is told with the start, and confirmed by the station. */
async function setByUs(scene: Scene, limit: Json, told: Json): Promise<void> {
  const { answer, say, shows } = await limited(scene, limit)
  assert.deepEqual(answer.transactionLimit, told)
  assert.deepEqual(await say('Updated', 'LimitSet', { ...charging, transactionLimit: told }), {})
  await shows({ transactionLimit: limit })
}

describe('E transactions with limits', { concurrency: 8 }, () => {
  certify(['TC_E_106_CSMS', 'E16.FR.01'], '2.1', 'keeps a limit of energy that the driver set', scene =>
    setByStation(scene, { maxEnergy: 5000 }, { maxEnergyWh: 5000 }, 'EnergyLimitReached'),
  )
  certify(['TC_E_107_CSMS', 'E16.FR.01'], '2.1', 'keeps a limit of time that the driver set', scene =>
    setByStation(scene, { maxTime: 600 }, { maxTimeS: 600 }, 'TimeLimitReached'),
  )
  certify(['TC_E_108_CSMS', 'E16.FR.01'], '2.1', 'keeps a limit of cost that the driver set', scene =>
    setByStation(scene, { maxCost: 7.5 }, { maxCost: 7.5 }, 'CostLimitReached'),
  )
  certify(['TC_E_109_CSMS', 'E16.FR.02'], '2.1', 'tells its limit of cost once', scene =>
    setByUs(scene, { maxCost: 10 }, { maxCost: 10 }),
  )
  certify(['TC_E_110_CSMS', 'E16.FR.02'], '2.1', 'tells its limit of energy once', scene =>
    setByUs(scene, { maxEnergyWh: 8000 }, { maxEnergy: 8000 }),
  )
  certify(['TC_E_111_CSMS', 'E16.FR.02'], '2.1', 'tells its limit of time once', scene =>
    setByUs(scene, { maxTimeS: 900 }, { maxTime: 900 }),
  )

  certify(
    ['TC_E_102_CSMS', 'E16.FR.07', 'E16.FR.08'],
    '2.1',
    'overrules a higher limit of the station, and leaves a lower one',
    async scene => {
      const ours = { maxCost: 10, maxEnergyWh: 5000 }
      const { answer } = await limited(scene, ours, { transactionLimit: { maxCost: 20, maxEnergy: 4000 } })
      assert.deepEqual(answer.transactionLimit, { maxCost: 10 })
      const lower = await limited(scene, ours, { transactionLimit: { maxCost: 9, maxEnergy: 5000 } })
      assert.equal('transactionLimit' in lower.answer, false)
    },
  )

  certify(['E16.FR.12'], '2.1', 'sends no limit that the station does not support', async scene => {
    const { station, say, idToken } = await sessionAt(scene, { transactionLimit: { maxCost: 10, maxTimeS: 60 } })
    await supportsLimits(scene, station, 'maxTime')
    const { transactionLimit } = await say('Started', 'Authorized', {}, { idToken })
    assert.deepEqual(transactionLimit, { maxTime: 60 })
  })

  certify(
    ['TC_E_113_CSMS', 'TC_E_117_CSMS', 'E17.FR.01'],
    '2.1',
    'takes up a transaction that a restart had interrupted, and sends it a profile',
    async scene => {
      const { station, transactionId, say, shows } = await energyTransfer(scene)
      await say('Updated', 'TxResumed', { chargingState: 'EVConnected' }, register(1000, 'Interruption.Begin'))
      await say('Updated', 'ChargingStateChanged', charging, register(1000, 'Interruption.End'))
      await shows({ status: 'active', chargingState: 'Charging' })
      const chargingProfile = {
        id: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        transactionId,
        chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] }],
      }
      const payload = { evseId: 1, chargingProfile }
      const { request } = await scene.exchange(station, 'SetChargingProfile', payload, { status: 'Accepted' })
      assert.deepEqual(request, payload)
      await say('Ended', 'EVDeparted', { stoppedReason: 'EVDisconnected' })
      await shows({ status: 'ended' })
    },
  )
})
