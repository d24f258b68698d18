// Functional block K: what a station has is asked for (K08, K09), cleared (K10), and given to a transaction that starts (K05).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { nextId, profile, profilesOnce, relative, startTransaction2 } from './charging.ts'

/** Asks for profiles; the station reports one for each of `evses`. Resolves with what the API then says was reported. */
async function reports(scene: Scene, station: WireStation, criteria: Json, evseIds: number[], more: Json = {}) {
  const requestId = nextId()
  const payload = { requestId, ...criteria }
  const { request, response } = await scene.exchange(station, 'GetChargingProfiles', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
  assert.equal(response.status, 200)
  for (const [index, evseId] of evseIds.entries()) {
    const report = { requestId, chargingLimitSource: 'CSO', evseId, tbc: index < evseIds.length - 1, ...more }
    const answer = await station.result('ReportChargingProfiles', { chargingProfile: [profile()], ...report })
    assert.deepEqual(answer, {})
  }
  const { reported } = await profilesOnce(
    scene,
    station,
    known => known.reported?.requestId === String(requestId) && known.reported.complete,
  )
  assert.deepEqual(
    reported?.profiles.map(({ evseId }) => evseId),
    evseIds,
  )
  return reported?.profiles ?? []
}

describe('K GetChargingProfiles', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_K_29_CSMS', 'K09.FR.05'], version, 'of the station itself', async scene => {
      const station = await scene.boot()
      await startTransaction2(scene, station)
      const criteria = { evseId: 0, chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } }
      await reports(scene, station, criteria, [0])
    })

    certify(['TC_K_30_CSMS'], version, 'of one EVSE', async scene => {
      const criteria = { evseId: 1, chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } }
      await reports(scene, await scene.boot(), criteria, [1])
    })

    certify(['TC_K_31_CSMS', 'K09.FR.02'], version, 'of everything, in parts that are joined', async scene => {
      const criteria = { chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } }
      await reports(scene, await scene.boot(), criteria, [0, 1, 2])
    })

    certify(['TC_K_32_CSMS'], version, 'by id', async scene => {
      await reports(scene, await scene.boot(), { chargingProfile: { chargingProfileId: [nextId()] } }, [1])
    })

    certify(['TC_K_33_CSMS'], version, 'by stack level', async scene => {
      await reports(scene, await scene.boot(), { evseId: 1, chargingProfile: { stackLevel: 2 } }, [1])
    })

    certify(['TC_K_34_CSMS'], version, 'by who set them', async scene => {
      const chargingProfile = { chargingLimitSource: ['EMS'] }
      const seen = await reports(scene, await scene.boot(), { evseId: 1, chargingProfile }, [1], {
        chargingLimitSource: 'EMS',
      })
      assert.equal(seen[0]?.source, 'EMS')
    })

    certify(['TC_K_35_CSMS'], version, 'by purpose', async scene => {
      const chargingProfile = { chargingProfilePurpose: 'ChargingStationMaxProfile' }
      await reports(scene, await scene.boot(), { evseId: 1, chargingProfile }, [1])
    })

    certify(['TC_K_36_CSMS', 'K09.FR.03'], version, 'by purpose and stack level, never by nothing', async scene => {
      const station = await scene.boot()
      const chargingProfile = { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 }
      await reports(scene, station, { evseId: 1, chargingProfile }, [1])
      const nothing = { requestId: nextId(), chargingProfile: {} }
      const { status, body } = await scene.command(station, 'GetChargingProfiles', nothing)
      assert.deepEqual([status, body.field], [400, 'chargingProfile'])
    })

    certify(['TC_K_52_CSMS'], version, 'tell of external constraints too', async scene => {
      const purpose = 'ChargingStationExternalConstraints'
      const criteria = { chargingProfile: { chargingProfilePurpose: purpose } }
      const chargingProfile = [profile({ chargingProfilePurpose: purpose })]
      const more = { chargingLimitSource: 'EMS', chargingProfile }
      const seen = await reports(scene, await scene.boot(), criteria, [0], more)
      assert.partialDeepStrictEqual(seen, [{ source: 'EMS', purpose }])
    })
  }
})

describe('K ClearChargingProfile', { concurrency: 8 }, () => {
  const place = { chargingProfilePurpose: 'TxDefaultProfile', evseId: 1, stackLevel: 1 }

  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_K_05_CSMS'], version, 'by the id that the station has reported', async scene => {
      const station = await scene.boot()
      const [seen] = await reports(scene, station, { chargingProfile: { stackLevel: 0 } }, [1])
      const payload = { chargingProfileId: seen?.profileId }
      const { request, response } = await scene.exchange(station, 'ClearChargingProfile', payload, {
        status: 'Accepted',
      })
      assert.deepEqual(request, payload)
      assert.deepEqual(response.body.response, { status: 'Accepted' })
    })

    certify(
      ['TC_K_06_CSMS', 'K10.FR.02'],
      version,
      'by purpose, EVSE and stack level; it is then gone',
      async scene => {
        const station = await scene.boot()
        for (const stackLevel of [1, 2]) {
          const payload = { evseId: 1, chargingProfile: profile({ stackLevel }) }
          await scene.exchange(station, 'SetChargingProfile', payload, { status: 'Accepted' })
        }
        await profilesOnce(scene, station, known => known.accepted.length === 2)
        const payload = { chargingProfileCriteria: place }
        const { request } = await scene.exchange(station, 'ClearChargingProfile', payload, { status: 'Accepted' })
        assert.deepEqual(request, payload)
        await profilesOnce(scene, station, known => known.accepted.length === 1)
      },
    )

    certify(['TC_K_08_CSMS'], version, 'where there is none', async scene => {
      const payload = { chargingProfileCriteria: place }
      const { request, response } = await scene.exchange(await scene.boot(), 'ClearChargingProfile', payload, {
        status: 'Unknown',
      })
      assert.deepEqual(request, payload)
      assert.deepEqual(response.body.response, { status: 'Unknown' })
    })

    certify(['K10.FR.06'], version, 'never those of external systems', async scene => {
      const chargingProfileCriteria = { chargingProfilePurpose: 'ChargingStationExternalConstraints' }
      const { status } = await scene.command(await scene.boot(), 'ClearChargingProfile', { chargingProfileCriteria })
      assert.equal(status, 400)
    })
  }
})

describe('K GetCompositeSchedule and RequestStartTransaction', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    const composite = async (scene: Scene, evseId: number) => {
      const station = await scene.boot()
      const payload = { evseId, duration: 300, chargingRateUnit: 'A' }
      const period = { startPeriod: 0, limit: 10, numberPhases: 3 }
      const schedule = {
        evseId,
        duration: 300,
        scheduleStart: new Date().toISOString(),
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [period],
      }
      const answer = { status: 'Accepted', schedule }
      const { request, response } = await scene.exchange(station, 'GetCompositeSchedule', payload, answer)
      assert.deepEqual(request, payload)
      assert.deepEqual(response.body.response, answer)
    }
    certify(['TC_K_43_CSMS', 'K08.FR.01'], version, 'the schedule of an EVSE', scene => composite(scene, 1))
    certify(['TC_K_44_CSMS'], version, 'the schedule of the station', scene => composite(scene, 0))

    certify(['TC_K_37_CSMS', 'K05.FR.02'], version, 'a profile goes with a remote start', async scene => {
      const station = await scene.boot()
      const idToken = { idToken: await scene.token(), type: 'ISO14443' }
      const chargingProfile = relative({ chargingProfilePurpose: 'TxProfile' })
      const payload = { evseId: 1, remoteStartId: nextId(), idToken, chargingProfile }
      const { request } = await scene.exchange(station, 'RequestStartTransaction', payload, { status: 'Accepted' })
      assert.deepEqual(request, payload)
      await startTransaction2(scene, station, { remoteStartId: payload.remoteStartId })
      const wrong = { ...payload, chargingProfile: relative() }
      const { status, body } = await scene.command(station, 'RequestStartTransaction', wrong)
      assert.deepEqual([status, body.field], [400, 'chargingProfile.chargingProfilePurpose'])
    })
  }
})
