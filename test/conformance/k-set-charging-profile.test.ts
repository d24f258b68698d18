// Functional block K: charging profiles that the CSMS sets (K01-K04), and those that it must not.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { nextId, profile, profilesOnce, relative, schedule, startSchedule, startTransaction2 } from './charging.ts'

async function accepts(scene: Scene, station: WireStation, evseId: number, chargingProfile: Json): Promise<void> {
  const payload = { evseId, chargingProfile }
  const { request, response } = await scene.exchange(station, 'SetChargingProfile', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, { status: 'Accepted' }])
}

async function refuses(scene: Scene, station: WireStation, evseId: number, chargingProfile: Json, field: string) {
  const { status, body } = await scene.command(station, 'SetChargingProfile', { evseId, chargingProfile })
  assert.deepEqual([Math.floor(status / 100), body.field], [4, field])
}

describe('K SetChargingProfile', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_K_01_CSMS', 'K01.FR.31'], version, 'a default for one EVSE, known afterwards', async scene => {
      const station = await scene.boot()
      const chargingProfile = profile({ stackLevel: 1 })
      await accepts(scene, station, 1, chargingProfile)
      const { accepted } = await profilesOnce(scene, station, known => known.accepted.length > 0)
      assert.partialDeepStrictEqual(accepted, [
        { profileId: chargingProfile.id, evseId: 1, purpose: 'TxDefaultProfile', schedules: [{ durationS: 300 }] },
      ])
    })

    certify(['TC_K_02_CSMS'], version, 'one for a transaction that the station does not have', async scene => {
      const station = await scene.boot()
      const own = { chargingProfilePurpose: 'TxProfile', transactionId: 'not-there' }
      const payload = { evseId: 1, chargingProfile: relative(own, { limit: 7 }) }
      const { request, response } = await scene.exchange(station, 'SetChargingProfile', payload, { status: 'Rejected' })
      assert.deepEqual(request, payload)
      assert.deepEqual(response.body.response, { status: 'Rejected' })
    })

    certify(['TC_K_03_CSMS'], version, 'a maximum for the whole station', async scene => {
      const station = await scene.boot()
      const chargingSchedule = [schedule({ startSchedule, duration: 300 }, { limit: 8 })]
      const own = { chargingProfilePurpose: 'ChargingStationMaxProfile', chargingSchedule }
      await accepts(scene, station, 0, profile(own))
      await refuses(scene, station, 1, profile(own), 'evseId')
    })

    certify(['TC_K_04_CSMS', 'K01.FR.05'], version, 'one with the same id replaces the first', async scene => {
      const station = await scene.boot()
      const id = nextId()
      for (const limit of [8, 6]) await accepts(scene, station, 1, relative({ id }, { limit }))
      const { accepted } = await profilesOnce(scene, station, ({ accepted: [first] }) => {
        const [period] = (first?.schedules[0]?.periods ?? []) as { limit: { value: number } }[]
        return period?.limit.value === 6
      })
      assert.deepEqual(
        accepted.map(({ profileId }) => profileId),
        [id],
      )
    })

    certify(['TC_K_10_CSMS'], version, 'a default for every EVSE', async scene => {
      await accepts(scene, await scene.boot(), 0, profile())
    })

    certify(['TC_K_15_CSMS'], version, 'a station without smart charging says so', async scene => {
      const station = await scene.boot()
      const answered = scene.command(station, 'SetChargingProfile', { evseId: 1, chargingProfile: profile() })
      const asked = await station.expect('SetChargingProfile')
      asked.fail('NotSupported')
      const { body } = await answered
      assert.partialDeepStrictEqual(body, { outcome: 'error', error: { code: 'NotSupported' } })
    })

    certify(['TC_K_19_CSMS'], version, 'one that recurs', async scene => {
      const own = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' }
      await accepts(scene, await scene.boot(), 1, profile(own))
    })

    certify(['TC_K_60_CSMS', 'K01.FR.03'], version, 'one for a transaction under way', async scene => {
      const station = await scene.boot()
      const transactionId = await startTransaction2(scene, station)
      const own = { chargingProfilePurpose: 'TxProfile' }
      await accepts(scene, station, 1, relative({ ...own, transactionId }))
      await refuses(scene, station, 1, relative(own), 'chargingProfile.transactionId')
    })

    certify(['TC_K_70_CSMS'], version, 'several on different stack levels', async scene => {
      const station = await scene.boot()
      const [first, second] = [profile({ stackLevel: 1 }), profile({ stackLevel: 2 })]
      await accepts(scene, station, 1, first)
      await accepts(scene, station, 1, second)
      const { accepted } = await profilesOnce(scene, station, known => known.accepted.length === 2)
      assert.deepEqual(
        accepted.map(({ profileId }) => profileId),
        [first.id, second.id],
      )
    })

    certify(['K01.FR.06', 'K01.FR.39'], version, 'no second one in the same place is sent', async scene => {
      const station = await scene.boot()
      const tx = { chargingProfilePurpose: 'TxProfile', transactionId: 't-1' }
      for (const own of [profile(), relative(tx)]) await accepts(scene, station, 1, own)
      await profilesOnce(scene, station, known => known.accepted.length === 2)
      for (const own of [profile(), relative(tx)]) await refuses(scene, station, 1, own, 'chargingProfile.stackLevel')
    })

    certify(['K01.FR.22'], version, 'none in the name of an external system is sent', async scene => {
      const own = profile({ chargingProfilePurpose: 'ChargingStationExternalConstraints' })
      await refuses(scene, await scene.boot(), 1, own, 'chargingProfile.chargingProfilePurpose')
    })
  }
})

describe('K SetChargingProfile of 2.1', { concurrency: 8 }, () => {
  certify(['TC_K_100_CSMS'], '2.1', 'one that is invalid when the station was offline for long', async scene => {
    const own = { maxOfflineDuration: 600, invalidAfterOfflineDuration: true }
    await accepts(scene, await scene.boot(), 1, profile(own))
  })

  certify(['TC_K_101_CSMS', 'Q02.FR.02'], '2.1', 'one that changes the mode of operation', async scene => {
    const station = await scene.boot()
    const chargingSchedulePeriod = [
      { startPeriod: 0, limit: 6, operationMode: 'ChargingOnly' },
      { startPeriod: 60, setpoint: -2000, operationMode: 'CentralSetpoint' },
    ]
    await accepts(scene, station, 1, relative({ chargingSchedule: [schedule({ chargingSchedulePeriod })] }))
    const field = 'chargingProfile.chargingSchedule[0].chargingSchedulePeriod[0].setpoint'
    await refuses(scene, station, 1, relative({ stackLevel: 4 }, { limit: 6, setpoint: 5 }), field)
  })

  certify(['TC_K_102_CSMS'], '2.1', 'one with a limit from a state of charge on', async scene => {
    const own = { chargingSchedule: [schedule({ limitAtSoC: { soc: 80, limit: 6 } })] }
    await accepts(scene, await scene.boot(), 1, relative(own))
  })

  certify(['TC_K_104_CSMS'], '2.1', 'one for priority charging', async scene => {
    await accepts(scene, await scene.boot(), 1, profile({ chargingProfilePurpose: 'PriorityCharging' }))
  })

  certify(['TC_K_106_CSMS', 'K01.FR.95'], '2.1', 'one with a random delay', async scene => {
    const station = await scene.boot()
    const chargingSchedule = [schedule({ startSchedule, randomizedDelay: 60 })]
    await accepts(scene, station, 1, profile({ chargingSchedule }))
    const priority = profile({ chargingProfilePurpose: 'PriorityCharging', chargingSchedule })
    await refuses(scene, station, 1, priority, 'chargingProfile.chargingSchedule[0].randomizedDelay')
  })

  certify(['TC_K_109_CSMS'], '2.1', 'one with an id above those that the station gives itself', async scene => {
    const station = await scene.boot()
    const [component, variable] = [{ name: 'SmartChargingCtrlr' }, { name: 'MaxExternalConstraintsId' }]
    const data = { attributeValue: '99', component, variable }
    const { response } = await scene.exchange(
      station,
      'SetVariables',
      { setVariableData: [data] },
      { setVariableResult: [{ attributeStatus: 'Accepted', component, variable }] },
    )
    assert.equal(response.status, 200)
    const chargingProfile = profile()
    assert.ok(Number(chargingProfile.id) > 99)
    await accepts(scene, station, 1, chargingProfile)
  })
})
