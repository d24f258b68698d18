// Lists of tokens as the API brings them to stations.
import assert from 'node:assert/strict'
import type { Json, WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'

/** Has the list of the station brought up to date; the station answers what it is sent with these statuses, in turn. */
export async function synced(scene: Scene, station: WireStation, statuses: string[], body: Json = {}) {
  const path = `/v1/stations/${station.id}/local-list`
  const answered = scene.api.patiently('POST', path, body)
  const sent: Json[] = []
  for (const status of statuses) {
    const asked = await Promise.race([
      station.expect('SendLocalList'),
      answered.then(answer => assert.fail(`no list was sent, the API answered ${JSON.stringify(answer)}`)),
    ])
    sent.push(asked.payload)
    asked.answer({ status })
  }
  const response = await answered
  return { sent, status: response.status, list: response.body as Json }
}
