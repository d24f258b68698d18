import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { deliver } from '@chargeplane/service/testing'
import { getChargingProfiles } from '../rpc/get-charging-profiles.ts'
import { type ChargingBench, nextOrigin, openChargingBench, profileOf, station } from '../testing/charging.ts'
import { chargingProfilesReported } from './charging-profiles-reported.ts'

describe('a report of charging profiles', () => {
  let bench: ChargingBench
  before(async () => {
    bench = await openChargingBench()
  })
  after(() => bench.close())
  beforeEach(() => bench.reset())

  const part = (requestId: bigint, id: number, toBeContinued: boolean, origin = nextOrigin()) =>
    deliver(bench.database, chargingProfilesReported, 'chargeplane.ocpp.v1.ChargingProfilesReported', {
      origin,
      requestId,
      toBeContinued,
      evseId: id,
      source: 'CSO',
      profiles: [profileOf({ id })],
    })
  const seen = async () => {
    const { requestId, complete, reported } = await getChargingProfiles(bench.database, station)
    return [requestId, complete, reported.map(placed => [placed.evseId, placed.profile?.id])]
  }

  it('is joined from its parts (K09.FR.02)', async () => {
    assert.deepEqual(await seen(), [0n, false, []])
    await part(7n, 1, true)
    assert.deepEqual(await seen(), [7n, false, [[1, 1]]])
    await part(7n, 2, false)
    assert.deepEqual(await seen(), [
      7n,
      true,
      [
        [1, 1],
        [2, 2],
      ],
    ])
  })

  it('gives way to the next one, also under the same number', async () => {
    await part(7n, 1, true)
    await part(8n, 2, false)
    assert.deepEqual(await seen(), [8n, true, [[2, 2]]])
    await part(8n, 3, false)
    assert.deepEqual(await seen(), [8n, true, [[3, 3]]])
  })

  it('takes a part once, and none of a session that was replaced', async () => {
    const [origin, old] = [nextOrigin(), nextOrigin(9n)]
    await part(7n, 1, true, origin)
    await part(7n, 1, true, origin)
    await part(6n, 4, false, old)
    assert.deepEqual(await seen(), [7n, false, [[1, 1]]])
  })
})
