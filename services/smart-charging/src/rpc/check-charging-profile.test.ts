import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type ChargingBench, openChargingBench, profileOf, setProfile, station } from '../testing/charging.ts'
import { checkChargingProfile } from './check-charging-profile.ts'

describe('checkChargingProfile', () => {
  let bench: ChargingBench
  before(async () => {
    bench = await openChargingBench()
  })
  after(() => bench.close())
  beforeEach(() => bench.reset())

  const check = (more: Parameters<typeof profileOf>[0], evseId = 1) =>
    checkChargingProfile(bench.database, { ...station, evseId, profile: profileOf(more) })
  const refused = (more: Parameters<typeof profileOf>[0], rule: RegExp) =>
    assert.rejects(check(more), { code: 'failed_precondition', field: 'chargingProfile.stackLevel', message: rule })

  it('refuses a second profile in the same place (K01.FR.06)', async () => {
    await bench.command('SetChargingProfile', setProfile({ id: 5, stackLevel: 1 }))
    await refused({ id: 6, stackLevel: 1 }, /profile 5.*K01\.FR\.06/)
    await check({ id: 5, stackLevel: 1 })
    await check({ id: 6, stackLevel: 2 })
    await check({ id: 6, stackLevel: 1 }, 2)
    await check({ id: 6, stackLevel: 1, purpose: 'ChargingStationMaxProfile' })
  })

  it('takes one whose validity does not overlap', async () => {
    const may = { validFrom: '2030-05-01T00:00:00Z', validTo: '2030-06-01T00:00:00Z' }
    await bench.command('SetChargingProfile', setProfile({ id: 5, ...may }))
    await check({ id: 6, validFrom: '2030-06-01T00:00:00.000Z' })
    await check({ id: 6, validTo: '2030-05-01T00:00:00.000Z' })
    await refused({ id: 6, validFrom: '2030-05-31T00:00:00.000Z' }, /K01\.FR\.06/)
    await refused({ id: 6 }, /K01\.FR\.06/)
  })

  it('refuses a second one of a transaction and stack level (K01.FR.39)', async () => {
    const purpose = { chargingProfilePurpose: 'TxProfile', transactionId: 't-1' }
    await bench.command('SetChargingProfile', setProfile({ id: 5, ...purpose }))
    await refused({ id: 6, purpose: 'TxProfile', transactionId: 't-1' }, /transaction t-1.*K01\.FR\.39/)
    await check({ id: 6, purpose: 'TxProfile', transactionId: 't-2' })
    await check({ id: 6, purpose: 'TxProfile', transactionId: 't-1', stackLevel: 1 })
  })

  it('refuses a request without a profile', () =>
    assert.rejects(checkChargingProfile(bench.database, { ...station, evseId: 1, profile: undefined }), {
      code: 'invalid_argument',
      field: 'profile',
    }))
})
