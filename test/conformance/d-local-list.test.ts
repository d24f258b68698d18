// Functional block D, the lists of tokens that stations keep: by hand, and as authorization keeps them up to date.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { synced } from './local-lists.ts'

const entry = (idToken: string, more: Json = { idTokenInfo: { status: 'Accepted' } }): Json => {
  return { idToken: { idToken, type: 'ISO14443' }, ...more }
}

async function sends(scene: Scene, payload: Json): Promise<void> {
  const station = await scene.boot()
  const { request, response } = await scene.exchange(station, 'SendLocalList', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, { status: 'Accepted' }])
}

/** Which tokens of ours a message puts on the list, and which it takes off; suites beside this one have tokens of their own. */
function namesOf(payload: Json | undefined, ours: readonly string[]): [on: string[], off: string[]] {
  const entries = (payload?.localAuthorizationList ?? []) as { idToken: { idToken: string }; idTokenInfo?: Json }[]
  const mine = entries.filter(({ idToken }) => ours.includes(idToken.idToken))
  const named = (isOn: boolean) =>
    mine.filter(({ idTokenInfo }) => (idTokenInfo !== undefined) === isOn).map(({ idToken }) => idToken.idToken)
  return [named(true), named(false)]
}

describe('D local lists', { concurrency: 4 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_D_01_CSMS', 'D01.FR.01', 'D01.FR.18'], version, 'sends a whole list', scene =>
      sends(scene, { versionNumber: 1, updateType: 'Full', localAuthorizationList: [entry('A'), entry('B')] }),
    )
    certify(['TC_D_02_CSMS', 'D01.FR.16'], version, 'puts a token on it', scene =>
      sends(scene, { versionNumber: 2, updateType: 'Differential', localAuthorizationList: [entry('C')] }),
    )
    certify(['TC_D_03_CSMS', 'D01.FR.17'], version, 'takes a token off it', scene =>
      sends(scene, { versionNumber: 3, updateType: 'Differential', localAuthorizationList: [entry('C', {})] }),
    )
    certify(['TC_D_04_CSMS', 'D01.FR.04'], version, 'empties it', scene =>
      sends(scene, { versionNumber: 4, updateType: 'Full' }),
    )

    for (const [ids, versionNumber] of [
      [['TC_D_08_CSMS', 'D02.FR.01'], 7],
      [['TC_D_09_CSMS', 'D02.FR.02'], 0],
    ] as const) {
      certify(ids, version, `asks for the version of the list, which is ${versionNumber}`, async scene => {
        const station = await scene.boot()
        const { request, response } = await scene.exchange(station, 'GetLocalListVersion', {}, { versionNumber })
        assert.deepEqual([request, response.body.response], [{}, { versionNumber }])
      })
    }

    certify(
      ['D01.FR.02', 'D01.FR.03', 'D01.FR.15', 'D01.FR.16', 'D01.FR.17'],
      version,
      'keeps the list of a station up to date',
      async scene => {
        const station = await scene.boot()
        const only = { localList: true, allowedStations: [{ stationId: station.id }] }
        const [first, second] = [await scene.token(only), await scene.token(only)]
        const third = await scene.token(only)
        await scene.api.send('DELETE', `/v1/id-tokens/${third}`)
        const ours = [first, second, third]

        const whole = await synced(scene, station, ['Accepted'])
        assert.partialDeepStrictEqual(whole.sent[0], { updateType: 'Full', versionNumber: 1 })
        assert.deepEqual(namesOf(whole.sent[0], ours)[0].sort(), [first, second].sort())
        assert.partialDeepStrictEqual(whole.list, { version: 1, updateType: 'Full' })

        await scene.api.send('DELETE', `/v1/id-tokens/${second}`)
        await scene.api.send('PUT', `/v1/id-tokens/${third}`, only)
        const changes = await synced(scene, station, ['Accepted'])
        assert.partialDeepStrictEqual(changes.sent[0], { updateType: 'Differential', versionNumber: 2 })
        assert.deepEqual(namesOf(changes.sent[0], ours), [[third], [second]])

        await scene.api.send('PUT', `/v1/id-tokens/${third}`, { ...only, status: 'Blocked' })
        const mismatch = await synced(scene, station, ['VersionMismatch', 'Accepted'])
        assert.deepEqual(
          mismatch.sent.map(({ updateType, versionNumber }) => [updateType, versionNumber]),
          [
            ['Differential', 3],
            ['Full', 4],
          ],
        )
        const { version: acknowledged } = await scene.api.get<Json>(`/v1/stations/${station.id}/local-list`)
        assert.equal(acknowledged, 4)
      },
    )
  }
})
