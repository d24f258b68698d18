// OCPP 1.6, profile SmartCharging (5.5, 5.7, 5.11, 5.16).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { nextId, profilesOnce, startSchedule, validity } from './charging.ts'

function profile16(more: Json = {}): Json {
  return {
    chargingProfileId: nextId(),
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    ...validity,
    chargingSchedule: {
      duration: 86_400,
      startSchedule,
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, numberPhases: 3 }],
    },
    ...more,
  }
}

const relative = {
  chargingProfilePurpose: 'TxProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] },
}

async function accepts(scene: Scene, station: WireStation, csChargingProfiles: Json): Promise<void> {
  const payload = { connectorId: 1, csChargingProfiles }
  const { request, response } = await scene.exchange(station, 'SetChargingProfile', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, { status: 'Accepted' }])
}

async function startTransaction(scene: Scene, station: WireStation, idTag?: string): Promise<number> {
  const started = await station.result('StartTransaction', {
    connectorId: 1,
    idTag: idTag ?? (await scene.token()),
    meterStart: 0,
    timestamp: new Date().toISOString(),
  })
  assert.partialDeepStrictEqual(started, { idTagInfo: { status: 'Accepted' } })
  return Number(started.transactionId)
}

describe('1.6 SmartCharging', { concurrency: 8 }, () => {
  certify(['TC_056_CSMS'], '1.6', 'a default profile, known afterwards', async scene => {
    const station = await scene.boot()
    const own = profile16()
    await accepts(scene, station, own)
    const { accepted } = await profilesOnce(scene, station, known => known.accepted.length === 1)
    assert.partialDeepStrictEqual(accepted, [
      { profileId: own.chargingProfileId, evseId: 1, schedules: [{ durationS: 86_400, rateUnit: 'A' }] },
    ])
  })

  certify(['TC_057_CSMS'], '1.6', 'a profile of a transaction under way', async scene => {
    const station = await scene.boot()
    const transactionId = await startTransaction(scene, station)
    await accepts(scene, station, profile16({ ...relative, transactionId }))
  })

  certify(['TC_059_CSMS'], '1.6', 'a profile goes with a remote start', async scene => {
    const station = await scene.boot()
    const idTag = await scene.token()
    const payload = { connectorId: 1, idTag, chargingProfile: profile16(relative) }
    const { request, response } = await scene.exchange(station, 'RemoteStartTransaction', payload, {
      status: 'Accepted',
    })
    assert.deepEqual(request, payload)
    assert.deepEqual(response.body.response, { status: 'Accepted' })
    await startTransaction(scene, station, idTag)
    const wrong = { ...payload, chargingProfile: profile16() }
    assert.equal((await scene.command(station, 'RemoteStartTransaction', wrong)).status, 400)
  })

  certify(['TC_066_CSMS'], '1.6', 'the composite schedule', async scene => {
    const station = await scene.boot()
    for (const more of [{}, { stackLevel: 1 }]) await accepts(scene, station, profile16(more))
    const payload = { connectorId: 1, duration: 350, chargingRateUnit: 'A' }
    const chargingSchedule = {
      duration: 350,
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }],
    }
    const answer = { status: 'Accepted', connectorId: 1, scheduleStart: new Date().toISOString(), chargingSchedule }
    const { request, response } = await scene.exchange(station, 'GetCompositeSchedule', payload, answer)
    assert.deepEqual(request, payload)
    assert.deepEqual(response.body.response, answer)
  })

  certify(['TC_067_CSMS'], '1.6', 'profiles are cleared by id and by what they have in common', async scene => {
    const station = await scene.boot()
    const [first, second] = [profile16(), profile16({ stackLevel: 1 })]
    for (const own of [first, second]) await accepts(scene, station, own)
    await profilesOnce(scene, station, known => known.accepted.length === 2)
    const clears = async (payload: Json, left: number) => {
      const { request } = await scene.exchange(station, 'ClearChargingProfile', payload, { status: 'Accepted' })
      assert.deepEqual(request, payload)
      await profilesOnce(scene, station, known => known.accepted.length === left)
    }
    await clears({ id: first.chargingProfileId }, 1)
    await clears({ connectorId: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 }, 0)
  })
})
