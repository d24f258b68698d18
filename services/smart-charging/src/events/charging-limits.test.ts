import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { deliver } from '@chargeplane/service/testing'
import { loadMembers } from '../members.ts'
import { listChargingLimits } from '../rpc/list-charging-limits.ts'
import { type ChargingBench, nextOrigin, openChargingBench, scheduleOf, station } from '../testing/charging.ts'
import { chargingLimitCleared } from './charging-limit-cleared.ts'
import { chargingLimitReported } from './charging-limit-reported.ts'

describe('external limits', () => {
  let bench: ChargingBench
  before(async () => {
    bench = await openChargingBench()
  })
  after(() => bench.close())
  beforeEach(async () => {
    await bench.reset()
    await bench.site(60)
  })

  const report = (limit: number | undefined, more: object = {}, origin = nextOrigin()) =>
    deliver(bench.database, chargingLimitReported, 'chargeplane.ocpp.v1.ChargingLimitReported', {
      origin,
      evseId: 1,
      source: 'EMS',
      gridCritical: false,
      localGeneration: false,
      schedules: limit === undefined ? [] : [scheduleOf(limit)],
      ...more,
    })
  const clear = (evseId: number, origin = nextOrigin()) =>
    deliver(bench.database, chargingLimitCleared, 'chargeplane.ocpp.v1.ChargingLimitCleared', {
      origin,
      evseId,
      source: 'EMS',
    })
  const ceiling = async () => (await loadMembers(bench.database, 'default', 'S'))[0]?.ceilingA
  const listed = async () => (await listChargingLimits(bench.database, station)).limits

  it('cap the EVSE they are about until they are gone (K12, K13), and have the site planned', async () => {
    const revision = async () =>
      (await bench.database.query<{ revision: bigint }>('SELECT revision FROM sites'))[0]?.revision
    const before = await revision()
    await report(10)
    assert.equal(await ceiling(), 10)
    assert.partialDeepStrictEqual(await listed(), [{ evseId: 1, source: 'EMS', schedules: [{ rateUnit: 'A' }] }])
    assert.equal(await revision(), (before ?? 0n) + 1n)
    await clear(1)
    assert.deepEqual([await ceiling(), await listed()], [32, []])
    assert.equal(await revision(), (before ?? 0n) + 2n)
  })

  it('cap every EVSE of a station they are about as a whole; the lowest counts', async () => {
    await report(20, { evseId: 0, source: 'SO' })
    await report(8)
    await report(5, { evseId: 2 })
    assert.equal(await ceiling(), 8)
    await clear(0)
    assert.equal(await ceiling(), 20)
    assert.deepEqual(
      (await listed()).map(limit => limit.source),
      ['SO'],
    )
  })

  it('cap nothing without a schedule, nor what a local source adds (K27)', async () => {
    await report(undefined)
    await report(5, { source: 'LOCAL', localGeneration: true })
    assert.deepEqual([await ceiling(), (await listed()).length], [32, 2])
  })

  it('are not changed by an older record, nor brought back by one', async () => {
    const [old, older] = [nextOrigin(), nextOrigin(9n)]
    await report(10)
    await report(20, {}, older)
    await clear(1, old)
    assert.equal(await ceiling(), 10)
    const [late, gone] = [nextOrigin(), nextOrigin()]
    await clear(1, gone)
    await report(7, {}, late)
    assert.deepEqual([await ceiling(), await listed()], [32, []])
  })
})
