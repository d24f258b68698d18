// What the API comes to say about a station: events reach their owners a moment after the station has its answer.
import assert from 'node:assert/strict'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'

/** Waits until GET /v1/stations/{id}/{path} answers all that `expected` names. */
export async function told(scene: Scene, station: WireStation, path: string, expected: Json): Promise<void> {
  const url = `/v1/stations/${encodeURIComponent(station.id)}/${path}`
  await until(
    async () => {
      const said = await scene.api.get<Json>(url)
      assert.partialDeepStrictEqual(said, expected)
      // Any list holds the part that an empty one is: that nothing is in it has to be asked for.
      for (const [name, value] of Object.entries(expected))
        if (Array.isArray(value) && value.length === 0) assert.deepEqual(said[name], [], name)
      return true
    },
    { what: `the API to say of ${station.id} ${JSON.stringify(expected)}`, withinMs: 15_000 },
  )
}

/** The station says each of these, one after the other, and every one is confirmed with nothing. */
export async function confirmed(station: WireStation, action: string, ...payloads: Json[]): Promise<void> {
  for (const payload of payloads) assert.deepEqual(await station.result(action, payload), {})
}
