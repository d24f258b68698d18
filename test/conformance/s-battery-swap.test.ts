// Functional block S of OCPP 2.1, battery swap stations.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { told } from './told.ts'

const battery = (serialNumber: string, evseId = 1) => ({ evseId, serialNumber, soC: 80, soH: 97.5 })

const swap = (station: WireStation, eventType: string, requestId: number, idToken: string, batteries: Json[]) =>
  station.result('BatterySwap', {
    eventType,
    requestId,
    idToken: { idToken, type: 'ISO14443' },
    batteryData: batteries,
  })

/** Asks for a swap by the API; the station answers. */
async function request(scene: Scene, station: WireStation, idToken: string, answer: Json) {
  const asking = scene.api.patiently('POST', `/v1/stations/${station.id}/battery-swaps`, { idToken })
  const asked = await station.expect('RequestBatterySwap')
  asked.answer(answer)
  const { status, body } = await asking
  return { payload: asked.payload, status, body: body as { requestId: number; command: Json } }
}

describe('S battery swap', { concurrency: 8 }, () => {
  certify(
    ['TC_S_102_CSMS', 'S02.FR.04'],
    '2.1',
    'hears that there are not enough batteries for a swap that was requested',
    async scene => {
      const station = await scene.boot()
      const answer = { status: 'Rejected', statusInfo: { reasonCode: 'NoBatteryAvailable' } }
      const { body, status } = await request(scene, station, await scene.token(), answer)
      assert.deepEqual([status, body.command.response], [200, answer])
    },
  )

  certify(
    ['TC_S_103_CSMS', 'S02.FR.01', 'S02.FR.02', 'S03'],
    '2.1',
    'requests a swap, and puts what goes in and comes out to the request',
    async scene => {
      const station = await scene.boot()
      const idToken = await scene.token()
      const { payload, body } = await request(scene, station, idToken, { status: 'Accepted' })
      const { requestId } = body
      assert.deepEqual(payload, { requestId, idToken: { idToken, type: 'ISO14443' } })
      assert.deepEqual(await swap(station, 'BatteryIn', requestId, idToken, [battery('OLD')]), {})
      const out = [battery('NEW-1', 2), battery('NEW-2', 3)]
      assert.deepEqual(await swap(station, 'BatteryOut', requestId, idToken, out), {})
      await told(scene, station, 'battery-swaps', {
        items: [
          {
            requestId,
            in: { batteries: [{ slot: 1, serialNumber: 'OLD', socPercent: 80, sohPercent: 97.5 }] },
            out: { batteries: [{ serialNumber: 'NEW-1' }, { serialNumber: 'NEW-2' }] },
          },
        ],
      })
    },
  )

  certify(['S02.FR.03'], '2.1', 'requests no swap for a token that is not authorized', async scene => {
    const station = await scene.boot()
    const blocked = await scene.token({ status: 'Blocked' })
    const { status } = await scene.api.raw('POST', `/v1/stations/${station.id}/battery-swaps`, { idToken: blocked })
    assert.equal(status, 409)
    const idToken = { idToken: blocked, type: 'ISO14443' }
    const native = await scene.command(station, 'RequestBatterySwap', { requestId: 1, idToken })
    assert.equal(native.status, 409)
    assert.equal(
      station.frames.some(({ text }) => text.includes('RequestBatterySwap')),
      false,
    )
  })

  certify(['S01', 'S03'], '2.1', 'follows a swap that began at the station and timed out', async scene => {
    const station = await scene.boot()
    const idToken = await scene.token()
    const authorized = await station.result('Authorize', { idToken: { idToken, type: 'ISO14443' } })
    assert.partialDeepStrictEqual(authorized, { idTokenInfo: { status: 'Accepted' } })
    await swap(station, 'BatteryIn', 7, idToken, [battery('OLD')])
    await swap(station, 'BatteryOutTimeout', 7, idToken, [battery('NEW', 2)])
    const timedOut = await until(
      async () => {
        const { items } = await scene.api.get<{ items: Json[] }>(`/v1/stations/${station.id}/battery-swaps`)
        return items.find(({ timedOutAt }) => timedOutAt !== undefined)
      },
      { what: 'the swap to be timed out', everyMs: 20 },
    )
    assert.partialDeepStrictEqual(timedOut, { requestId: 7, in: { batteries: [{ serialNumber: 'OLD' }] }, out: null })
  })
})
