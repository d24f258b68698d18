// Functional block K: limits that external systems set (K11-K14), and what a site makes of them.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { limitOf, putSite, rateChanged, schedule, startTransaction2, txProfile } from './charging.ts'

const ems = { chargingLimit: { chargingLimitSource: 'EMS', isGridCritical: false } }

/** Waits until the API tells of so many limits. */
async function limitsOnce(scene: Scene, station: WireStation, count: number) {
  return until(
    async () => {
      const path = `/v1/stations/${station.id}/charging-limits`
      const { items } = await scene.api.get<{ items: { evseId: number; source: string }[] }>(path)
      return items.length === count && items
    },
    { what: `${count} limits to be known` },
  )
}

async function cleared(scene: Scene, station: WireStation): Promise<void> {
  assert.deepEqual(await station.result('NotifyChargingLimit', ems), {})
  await limitsOnce(scene, station, 1)
  assert.deepEqual(await station.result('ClearedChargingLimit', { chargingLimitSource: 'EMS' }), {})
  await limitsOnce(scene, station, 0)
}

describe('K external limits', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_K_48_CSMS', 'K12.FR.02'], version, 'are taken and told by the API', async scene => {
      const station = await scene.boot()
      const chargingSchedule = [schedule({}, { limit: 10 })]
      assert.deepEqual(await station.result('NotifyChargingLimit', { ...ems, evseId: 1, chargingSchedule }), {})
      assert.partialDeepStrictEqual(await limitsOnce(scene, station, 1), [
        { evseId: 1, source: 'EMS', schedules: [{ rateUnit: 'A', periods: [{ limit: { value: 10 } }] }] },
      ])
    })

    certify(['TC_K_50_CSMS', 'K13.FR.02'], version, 'are gone when they are released', async scene => {
      await cleared(scene, await scene.boot())
    })

    certify(['TC_K_51_CSMS', 'K13.FR.03'], version, 'are gone in a transaction too', async scene => {
      const station = await scene.boot()
      const transactionId = await startTransaction2(scene, station)
      await cleared(scene, station)
      await rateChanged(station, transactionId, 1)
    })

    certify(['K11.FR.04', 'K02.FR.01'], version, 'are what the plan of the site stays within', async scene => {
      const station = await scene.boot()
      await putSite(scene, station, 60)
      const transactionId = await startTransaction2(scene, station)
      assert.equal(limitOf(await txProfile(station, transactionId)), 32)
      await station.result('NotifyChargingLimit', { ...ems, evseId: 1, chargingSchedule: [schedule({}, { limit: 9 })] })
      assert.equal(limitOf(await txProfile(station, transactionId)), 9)
      await station.result('ClearedChargingLimit', { chargingLimitSource: 'EMS', evseId: 1 })
      assert.equal(limitOf(await txProfile(station, transactionId)), 32)
    })
  }
})
