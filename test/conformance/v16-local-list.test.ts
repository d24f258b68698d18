// Local lists of 1.6.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { synced } from './local-lists.ts'

async function exchanged(scene: Scene, action: string, payload: Json, answer: Json): Promise<void> {
  const station = await scene.boot()
  const { request, response } = await scene.exchange(station, action, payload, answer)
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.outcome, response.body.response], [200, 'answered', answer])
}

const listed = [{ idTag: 'A', idTagInfo: { status: 'Accepted' } }, { idTag: 'B' }]
const send = (listVersion: number, updateType: string): Json => {
  return { listVersion, updateType, localAuthorizationList: listed }
}

describe('1.6 local lists', { concurrency: 8 }, () => {
  certify(['TC_042_1_CSMS'], '1.6', 'asks a station that keeps none', scene =>
    exchanged(scene, 'GetLocalListVersion', {}, { listVersion: -1 }),
  )
  certify(['TC_042_2_CSMS'], '1.6', 'asks a station whose list is empty', scene =>
    exchanged(scene, 'GetLocalListVersion', {}, { listVersion: 0 }),
  )
  certify(['TC_043_1_CSMS'], '1.6', 'hears that the station keeps no list', async scene => {
    await exchanged(scene, 'SendLocalList', send(1, 'Full'), { status: 'NotSupported' })
    const station = await scene.boot()
    const synced = scene.api.raw('POST', `/v1/stations/${station.id}/local-list`, {})
    const asked = await station.expect('SendLocalList')
    assert.partialDeepStrictEqual(asked.payload, { listVersion: 1, updateType: 'Full' })
    asked.answer({ status: 'NotSupported' })
    assert.equal((await synced).status, 501)
  })
  certify(['TC_043_3_CSMS'], '1.6', 'hears that the station did not take a list', scene =>
    exchanged(scene, 'SendLocalList', send(1, 'Full'), { status: 'Failed' }),
  )
  certify(['TC_043_4_CSMS'], '1.6', 'sends a whole list', scene =>
    exchanged(scene, 'SendLocalList', send(2, 'Full'), { status: 'Accepted' }),
  )
  certify(['TC_043_5_CSMS'], '1.6', 'sends changes, which a station may not be able to apply', async scene => {
    await exchanged(scene, 'SendLocalList', send(3, 'Differential'), { status: 'Accepted' })
    await exchanged(scene, 'SendLocalList', send(3, 'Differential'), { status: 'VersionMismatch' })
  })

  certify(
    ['O16 5.15'],
    '1.6',
    'keeps the list of a station up to date, all of it after failed changes',
    async scene => {
      const station = await scene.boot()
      // On the list of this station only: other suites share the tenant.
      const only = { localList: true, allowedStations: [{ stationId: station.id }] }
      const expiresAt = '2099-01-01T00:00:00.000Z'
      const [plain, limited] = [
        await scene.token(only),
        await scene.token({ ...only, expiresAt, groupIdToken: 'FAMILY' }),
      ]
      const entries = (payload: Json | undefined) => (payload?.localAuthorizationList ?? []) as Json[]
      const accepted = { idTag: plain, idTagInfo: { status: 'Accepted' } }
      const whole = await synced(scene, station, ['Accepted'])
      assert.partialDeepStrictEqual(whole.sent, [{ updateType: 'Full', listVersion: 1 }])
      const own = new Map(entries(whole.sent[0]).map(entry => [entry.idTag, entry]))
      assert.deepEqual(own.get(plain), accepted)
      const idTagInfo = { status: 'Accepted', expiryDate: expiresAt, parentIdTag: 'FAMILY' }
      assert.deepEqual(own.get(limited), { idTag: limited, idTagInfo })

      const added = await scene.token(only)
      await scene.api.send('DELETE', `/v1/id-tokens/${limited}`)
      const { sent, status, list } = await synced(scene, station, ['Failed', 'Accepted'])
      const changes = [{ ...accepted, idTag: added }, { idTag: limited }]
      assert.deepEqual(sent[0], { updateType: 'Differential', listVersion: 2, localAuthorizationList: changes })
      assert.partialDeepStrictEqual(sent[1], { updateType: 'Full', listVersion: 3 })
      const tags = new Set(entries(sent[1]).map(({ idTag }) => idTag))
      assert.deepEqual([tags.has(plain), tags.has(added), tags.has(limited)], [true, true, false])
      assert.deepEqual([status, list.version, list.updateType], [200, 3, 'Full'])
    },
  )
})
