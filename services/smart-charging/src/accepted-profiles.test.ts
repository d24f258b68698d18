import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { acceptedProfiles, forgetTransaction } from './accepted-profiles.ts'
import { type ChargingBench, nextOrigin, openChargingBench, setProfile, station } from './testing/charging.ts'

describe('the profiles that a station has accepted', () => {
  let bench: ChargingBench
  before(async () => {
    bench = await openChargingBench()
  })
  after(() => bench.close())
  beforeEach(() => bench.reset())

  const set = (more: object, evseId = 1, status = 'Accepted') =>
    bench.command('SetChargingProfile', setProfile(more, evseId), status)
  const clear = (request: object) => bench.command('ClearChargingProfile', request)
  const ids = async () => (await acceptedProfiles(bench.database, 'default', 'CS1')).map(({ profile }) => profile?.id)

  it('are those of commands that it answered with Accepted, by id (K01.FR.05)', async () => {
    await set({ id: 1 })
    await set({ id: 2 }, 1, 'Rejected')
    await set({ id: 1, stackLevel: 3 })
    const profiles = await acceptedProfiles(bench.database, 'default', 'CS1')
    assert.partialDeepStrictEqual(profiles, [{ evseId: 1, source: 'CSO', profile: { id: 1, stackLevel: 3 } }])
    assert.equal(profiles.length, 1)
  })

  it('are cleared by id or by what they have in common (K10.FR.02)', async () => {
    await set({ id: 1 })
    await set({ id: 2, stackLevel: 1 })
    await set({ id: 3, chargingProfilePurpose: 'ChargingStationMaxProfile' }, 0)
    await clear({ chargingProfileId: 1 })
    assert.deepEqual(await ids(), [2, 3])
    await clear({ chargingProfileCriteria: { chargingProfilePurpose: 'TxDefaultProfile', evseId: 1, stackLevel: 0 } })
    assert.deepEqual(await ids(), [2, 3])
    await clear({ chargingProfileCriteria: { chargingProfilePurpose: 'TxDefaultProfile' } })
    assert.deepEqual(await ids(), [3])
  })

  it('of 1.6 replace each other in the same place, and are cleared in its own words (1.6 5.5, 5.16)', async () => {
    const set16 = (chargingProfileId: number, stackLevel: number) => {
      const schedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] }
      const purpose = 'ChargePointMaxProfile'
      const own = { chargingProfileId, stackLevel, chargingProfilePurpose: purpose, chargingProfileKind: 'Absolute' }
      return bench.command('SetChargingProfile', {
        connectorId: 0,
        csChargingProfiles: { ...own, chargingSchedule: schedule },
      })
    }
    await set16(1, 0)
    await set16(2, 0)
    await set16(3, 1)
    assert.deepEqual(await ids(), [2, 3])
    await clear({ chargingProfilePurpose: 'ChargePointMaxProfile', stackLevel: 1 })
    assert.deepEqual(await ids(), [2])
    await clear({})
    assert.deepEqual(await ids(), [])
  })

  it('are not changed by an older record', async () => {
    const old = nextOrigin()
    await set({ id: 1, stackLevel: 2 })
    await bench.command('ClearChargingProfile', {}, 'Accepted', old)
    await bench.command('SetChargingProfile', setProfile({ id: 1 }), 'Accepted', old)
    const [kept] = await acceptedProfiles(bench.database, 'default', 'CS1')
    assert.equal(kept?.profile?.stackLevel, 2)
  })

  it('take new values when they are dynamic (2.1 K28.FR.06)', async () => {
    await set({ id: 1, chargingProfileKind: 'Dynamic' })
    await set({ id: 2 })
    for (const chargingProfileId of [1, 2, 99])
      await bench.command('UpdateDynamicSchedule', { chargingProfileId, scheduleUpdate: { limit: 9, limit_L2: 8 } })
    const limits = (await acceptedProfiles(bench.database, 'default', 'CS1')).map(
      ({ profile }) => profile?.schedules[0]?.periods[0]?.limit,
    )
    assert.partialDeepStrictEqual(limits, [{ value: 9, l2: 8 }, { value: 16 }])
  })

  it('of a transaction end with it', async () => {
    const tx = { chargingProfilePurpose: 'TxProfile' }
    await set({ id: 1, ...tx, transactionId: 't-1' })
    await set({ id: 2, ...tx, transactionId: 't-2' })
    await set({ id: 3, ...tx }, 2)
    await set({ id: 4 })
    await bench.database.transaction(t => forgetTransaction(t, { ...station, evseId: 2, transactionId: 't-1' }))
    assert.deepEqual(await ids(), [2, 4])
  })
})
