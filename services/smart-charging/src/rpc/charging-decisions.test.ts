import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { ChargingNeedsVerdict } from '@chargeplane/proto/smartcharging/v1/charging'
import { type ChargingBench, needsOf, openChargingBench, scheduleOf, setProfile, station } from '../testing/charging.ts'
import { decideChargingNeeds } from './decide-charging-needs.ts'
import { decideDynamicSchedule } from './decide-dynamic-schedule.ts'
import { decideEvSchedule } from './decide-ev-schedule.ts'

let bench: ChargingBench
before(async () => {
  bench = await openChargingBench()
})
after(() => bench.close())
beforeEach(() => bench.reset())

const commit = (amps: number, stationId = 'CS1') =>
  bench.database.query('UPDATE site_members SET committed_a = $1 WHERE station_id = $2', [amps, stationId])

describe('decideChargingNeeds', () => {
  const verdict = async (more: Parameters<typeof needsOf>[0] = {}) =>
    (await decideChargingNeeds(bench.database, { ...station, evseId: 1, needs: needsOf(more) })).verdict

  it('accepts where the site has something to give (K15.FR.03)', async () => {
    await bench.site(60)
    assert.equal(await verdict(), ChargingNeedsVerdict.ACCEPTED)
  })

  it('needs time where others have to give way first (K15.FR.05)', async () => {
    await bench.site(32, { defaultA: 0.1 }, ['CS2'])
    await commit(0)
    await commit(30, 'CS2')
    assert.equal(await verdict(), ChargingNeedsVerdict.PROCESSING)
    await commit(10, 'CS2')
    assert.equal(await verdict(), ChargingNeedsVerdict.ACCEPTED)
  })

  it('has no profile for an EVSE of no site (K15.FR.04)', async () => {
    assert.equal(await verdict(), ChargingNeedsVerdict.NO_PROFILE)
  })

  it('lets EVs give energy back where the site says so (Q01.FR.04, Q01.FR.07)', async () => {
    assert.equal(await verdict({ requestedEnergyTransfer: 'AC_BPT' }), ChargingNeedsVerdict.REFUSED)
    await bench.site(60)
    assert.equal(await verdict({ requestedEnergyTransfer: 'DC_BPT' }), ChargingNeedsVerdict.REFUSED)
    await bench.site(60, { bidirectional: true })
    assert.equal(await verdict({ requestedEnergyTransfer: 'AC_BPT_DER' }), ChargingNeedsVerdict.ACCEPTED)
  })
})

describe('decideEvSchedule', () => {
  const accepted = async (limit: number, unit = 'A') =>
    (await decideEvSchedule(bench.database, { ...station, evseId: 1, schedule: scheduleOf(limit, unit) })).accepted

  it('takes what is within the share of the EVSE and nothing above (K15.FR.11, K15.FR.12)', async () => {
    await bench.site(60)
    await commit(16)
    assert.deepEqual(
      [await accepted(16), await accepted(17), await accepted(11_040, 'W'), await accepted(12_000, 'W')],
      [true, false, true, false],
    )
  })

  it('counts a limit that is on its way', async () => {
    await bench.site(60)
    await commit(32)
    await bench.database.query('UPDATE site_members SET sending_a = 16')
    assert.deepEqual([await accepted(16), await accepted(20)], [true, false])
  })

  it('goes by the profile of the transaction where there is no site', async () => {
    assert.equal(await accepted(200), true)
    const tx = { chargingProfilePurpose: 'TxProfile', transactionId: 't' }
    await bench.command('SetChargingProfile', setProfile({ id: 1, ...tx }, 1, { limit: 32 }))
    await bench.command('SetChargingProfile', setProfile({ id: 2, ...tx, stackLevel: 2 }, 1, { limit: 10 }))
    assert.deepEqual([await accepted(10), await accepted(11)], [true, false])
  })
})

describe('decideDynamicSchedule', () => {
  const pull = (profileId = 5) => decideDynamicSchedule(bench.database, { ...station, profileId })
  const set = (period: object, chargingProfileKind = 'Dynamic') =>
    bench.command('SetChargingProfile', setProfile({ chargingProfileKind }, 1, period))

  it('knows only dynamic profiles (K28.FR.12)', async () => {
    await set({ limit: 16 }, 'Absolute')
    assert.deepEqual([(await pull()).accepted, (await pull(6)).accepted], [false, false])
  })

  it('answers the values of the profile (K28.FR.07)', async () => {
    await set({ limit: 16, dischargeLimit: -10 })
    assert.partialDeepStrictEqual(await pull(), {
      accepted: true,
      limit: { value: 16 },
      dischargeLimit: { value: -10 },
    })
  })

  it('answers no more than the share of the EVSE', async () => {
    await bench.site(60)
    await commit(10)
    await set({ limit: 16, limit_L2: 8 })
    assert.partialDeepStrictEqual((await pull()).limit, { value: 10, l2: 8 })
    await set({ setpoint: 14 })
    assert.partialDeepStrictEqual(await pull(), { limit: undefined, setpoint: { value: 10 } })
    await set({ setpoint: -14 })
    assert.partialDeepStrictEqual((await pull()).setpoint, { value: -14 })
  })
})
