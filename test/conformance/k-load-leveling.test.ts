// Functional block K: charging by what the EV wants (ISO 15118; K15-K19).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { limitOf, putSite, rateChanged, schedule, startTransaction2, txProfile } from './charging.ts'

const maxCurrent = 16

function needs(more: Json = {}, maxCurrentA = maxCurrent): Json {
  const acChargingParameters = { energyAmount: 22_000, evMinCurrent: 6, evMaxCurrent: maxCurrentA, evMaxVoltage: 400 }
  const chargingNeeds = { requestedEnergyTransfer: 'AC_three_phase', acChargingParameters, ...more }
  return { evseId: 1, maxScheduleTuples: 3, chargingNeeds }
}

const scheduled = { controlMode: 'ScheduledControl' }
const dynamic = { controlMode: 'DynamicControl' }

function evSchedule(limit: number): Json {
  return { timeBase: new Date().toISOString(), evseId: 1, chargingSchedule: schedule({}, { limit }) }
}

interface Charge {
  station: WireStation
  transactionId: string
  /** NotifyEVChargingNeeds, and the profile that follows. */
  negotiate(payload: Json): Promise<Json>
}

/** An EV at a station of a site, its first profile accepted. */
async function plugIn(scene: Scene, site: Json = {}): Promise<Charge> {
  const station = await scene.boot()
  await putSite(scene, station, 60, site)
  const transactionId = await startTransaction2(scene, station)
  assert.equal(limitOf(await txProfile(station, transactionId)), 32)
  return {
    station,
    transactionId,
    async negotiate(payload) {
      assert.deepEqual(await station.result('NotifyEVChargingNeeds', payload), { status: 'Accepted' })
      return txProfile(station, transactionId)
    },
  }
}

async function plans({ station }: Charge, limit: number, status: 'Accepted' | 'Rejected'): Promise<void> {
  assert.deepEqual(await station.result('NotifyEVChargingSchedule', evSchedule(limit)), { status })
}

describe('K charging by what the EV wants', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['TC_K_53_CSMS', 'K15.FR.03', 'K15.FR.07'],
      version,
      'an EV gets a profile within what it can',
      async scene => {
        const charge = await plugIn(scene)
        const chargingProfile = await charge.negotiate(needs())
        assert.equal(limitOf(chargingProfile), maxCurrent)
        assert.equal((chargingProfile.chargingSchedule as Json[]).length, 1)
        await plans(charge, maxCurrent, 'Accepted')
        await rateChanged(charge.station, charge.transactionId, 1)
        await until(
          async () => {
            const path = `/v1/stations/${charge.station.id}/charging-needs`
            const { items } = await scene.api.get<{ items: Json[] }>(path)
            return (
              items[0]?.status === 'Accepted' && items[0].maxCurrentA === maxCurrent && items[0].energyWh === 22_000
            )
          },
          { what: 'the needs to be told by the API' },
        )
      },
    )

    certify(['TC_K_55_CSMS', 'K15.FR.11', 'K15.FR.12'], version, 'an EV that plans more is told again', async scene => {
      const charge = await plugIn(scene)
      await charge.negotiate(needs())
      await plans(charge, maxCurrent + 4, 'Rejected')
      assert.equal(limitOf(await txProfile(charge.station, charge.transactionId)), maxCurrent)
      await plans(charge, maxCurrent, 'Accepted')
      await rateChanged(charge.station, charge.transactionId, 1)
    })

    certify(['TC_K_57_CSMS', 'K17.FR.03', 'K17.FR.07'], version, 'an EV may want something else later', async scene => {
      const charge = await plugIn(scene)
      await charge.negotiate(needs())
      await plans(charge, maxCurrent, 'Accepted')
      assert.equal(limitOf(await charge.negotiate(needs({}, 10))), 10)
      await rateChanged(charge.station, charge.transactionId, 1)
      await plans(charge, 10, 'Accepted')
      // The same again is answered with a profile again.
      assert.equal(limitOf(await charge.negotiate(needs({}, 10))), 10)
    })

    certify(['TC_K_58_CSMS', 'K16.FR.06'], version, 'the CSMS may give less later', async scene => {
      const charge = await plugIn(scene)
      await charge.negotiate(needs())
      await putSite(scene, charge.station, 12)
      assert.equal(limitOf(await txProfile(charge.station, charge.transactionId)), 12)
      await plans(charge, 12, 'Accepted')
      await rateChanged(charge.station, charge.transactionId, 1)
    })

    certify(['TC_K_59_CSMS', 'K16.FR.12'], version, 'an EV may answer that with what it wants', async scene => {
      const charge = await plugIn(scene)
      await charge.negotiate(needs())
      await putSite(scene, charge.station, 12)
      await txProfile(charge.station, charge.transactionId)
      assert.equal(limitOf(await charge.negotiate(needs())), 12)
      await plans(charge, 12, 'Accepted')
      await rateChanged(charge.station, charge.transactionId, 1)
    })

    certify(['K15.FR.04'], version, 'an EV at no site is told that no profile comes', async scene => {
      const station = await scene.boot()
      await startTransaction2(scene, station)
      assert.deepEqual(await station.result('NotifyEVChargingNeeds', needs()), { status: 'Rejected' })
      assert.deepEqual(await station.result('NotifyEVChargingSchedule', evSchedule(32)), { status: 'Accepted' })
    })
  }
})

describe('K ISO 15118-20', { concurrency: 8 }, () => {
  certify(['TC_K_113_CSMS', 'K18.FR.07'], '2.1', 'the CSMS may give less in scheduled mode', async scene => {
    const charge = await plugIn(scene)
    assert.equal(limitOf(await charge.negotiate(needs(scheduled))), maxCurrent)
    await putSite(scene, charge.station, 12)
    assert.equal(limitOf(await txProfile(charge.station, charge.transactionId)), 12)
    await plans(charge, 12, 'Accepted')
  })

  certify(['TC_K_114_CSMS', 'Q01.FR.07'], '2.1', 'an EV may want to give energy back later', async scene => {
    const charge = await plugIn(scene, { bidirectional: true })
    await charge.negotiate(needs(scheduled))
    const v2xChargingParameters = { maxChargeCurrent: 20, maxDischargeCurrent: 20, evTargetEnergyRequest: 10_000 }
    const back = { ...scheduled, requestedEnergyTransfer: 'AC_BPT', v2xChargingParameters }
    assert.equal(limitOf(await charge.negotiate(needs(back))), 20)
  })

  certify(
    ['TC_K_115_CSMS', 'K19.FR.03', 'K19.FR.07'],
    '2.1',
    'an EV gets one schedule in dynamic mode',
    async scene => {
      const charge = await plugIn(scene)
      const chargingProfile = await charge.negotiate(needs(dynamic))
      assert.deepEqual([limitOf(chargingProfile), (chargingProfile.chargingSchedule as Json[]).length], [maxCurrent, 1])
      await plans(charge, maxCurrent, 'Accepted')
    },
  )

  certify(['TC_K_117_CSMS', 'K20.FR.03'], '2.1', 'the CSMS may change it in dynamic mode', async scene => {
    const charge = await plugIn(scene)
    await charge.negotiate(needs(dynamic))
    await putSite(scene, charge.station, 8)
    assert.equal(limitOf(await txProfile(charge.station, charge.transactionId)), 8)
  })

  certify(['TC_K_126_CSMS', 'K19.FR.04'], '2.1', 'an EV at no site is told so, and charges on', async scene => {
    const station = await scene.boot()
    await startTransaction2(scene, station)
    const answer = await station.result('NotifyEVChargingNeeds', needs(dynamic))
    assert.deepEqual(answer, { status: 'NoChargingProfile' })
  })
})
