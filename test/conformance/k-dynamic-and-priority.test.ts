// Functional block K: priority charging (K21, K22) and dynamic profiles (K28) of OCPP 2.1.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { certify } from './certify.ts'
import { nextId, profilesOnce, relative, startTransaction2 } from './charging.ts'

describe('K priority charging and dynamic profiles', { concurrency: 8 }, () => {
  certify(['TC_K_118_CSMS', 'K21.FR.09'], '2.1', 'priority charging is asked for, and goes on and off', async scene => {
    const station = await scene.boot()
    const transactionId = await startTransaction2(scene, station)
    for (const activate of [true, false]) {
      const payload = { transactionId, activate }
      const { request, response } = await scene.exchange(station, 'UsePriorityCharging', payload, {
        status: 'Accepted',
      })
      assert.deepEqual(request, payload)
      assert.deepEqual(response.body.response, { status: 'Accepted' })
      const told = { transactionId, activated: activate }
      assert.deepEqual(await station.result('NotifyPriorityCharging', told), {})
    }
  })

  certify(
    ['TC_K_121_CSMS', 'K28.FR.07', 'K28.FR.12'],
    '2.1',
    'a station asks what a dynamic profile allows',
    async scene => {
      const station = await scene.boot()
      const id = nextId()
      const pull = (chargingProfileId: number) => station.result('PullDynamicScheduleUpdate', { chargingProfileId })
      const rejected = { status: 'Rejected', statusInfo: { reasonCode: 'InvalidProfile' } }
      assert.deepEqual(await pull(id), rejected)
      const chargingProfile = relative({ id, chargingProfileKind: 'Dynamic', dynUpdateInterval: 30 }, { limit: 14 })
      const plain = relative({ stackLevel: 3 })
      for (const own of [chargingProfile, plain]) {
        const payload = { evseId: 1, chargingProfile: own }
        await scene.exchange(station, 'SetChargingProfile', payload, { status: 'Accepted' })
      }
      await profilesOnce(scene, station, known => known.accepted.length === 2)
      assert.deepEqual(await pull(id), { status: 'Accepted', scheduleUpdate: { limit: 14 } })
      assert.deepEqual(await pull(Number(plain.id)), rejected)
    },
  )
})
