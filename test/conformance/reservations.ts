// Reservations as the API asks for them and a station takes them.
import assert from 'node:assert/strict'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'

export interface Made {
  reservationId: number
  /** ReserveNow or CancelReservation, as it went over the wire. */
  request: Json
  status: number
  accepted: boolean
}

const pathOf = (station: WireStation) => `/v1/stations/${encodeURIComponent(station.id)}/reservations`

/** Sends a request to the API and answers the CALL that it becomes. */
async function through(
  scene: Scene,
  station: WireStation,
  call: { method: string; path: string; body?: Json; action: string },
  answer: string,
): Promise<Made> {
  const asking = scene.api.patiently(call.method, call.path, call.body)
  const asked = await Promise.race([
    station.expect(call.action),
    asking.then(({ status, body }) =>
      assert.fail(`nothing was sent, the API answered ${status}: ${JSON.stringify(body)}`),
    ),
  ])
  asked.answer({ status: answer })
  const { status, body } = await asking
  const { reservationId, accepted } = body as { reservationId: number; accepted: boolean }
  return { reservationId, accepted, status, request: asked.payload }
}

/** An hour from now, in the whole seconds that stations keep. */
function inAnHour(): string {
  return new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000).toISOString()
}

/** Reserves with a new token unless one is given; the station answers Accepted unless told otherwise. */
export async function reserve(scene: Scene, station: WireStation, body: Json = {}, answer = 'Accepted') {
  const idToken = typeof body.idToken === 'string' ? body.idToken : await scene.token()
  const whole = { idToken, expiresAt: inAnHour(), ...body }
  const call = { method: 'POST', path: pathOf(station), body: whole, action: 'ReserveNow' }
  return { ...(await through(scene, station, call, answer)), idToken, expiresAt: whole.expiresAt }
}

export async function cancel(scene: Scene, station: WireStation, id: number, answer = 'Accepted'): Promise<Made> {
  const call = { method: 'DELETE', path: `${pathOf(station)}/${id}`, action: 'CancelReservation' }
  return through(scene, station, call, answer)
}

/** Waits until the API lists the reservation with all that `expected` names. */
export async function listed(scene: Scene, station: WireStation, reservationId: number, expected: Json): Promise<void> {
  await until(
    async () => {
      const all = await scene.api.all<Json>(pathOf(station))
      const one = all.find(each => each.reservationId === reservationId)
      assert.partialDeepStrictEqual(one, expected)
      return true
    },
    { what: `reservation ${reservationId} to be ${JSON.stringify(expected)}`, everyMs: 20 },
  )
}

/** Waits until the API shows these connectors. */
export async function connectorsOf(scene: Scene, station: WireStation, connectors: Json[]): Promise<void> {
  await until(
    async () => {
      assert.partialDeepStrictEqual(await scene.api.get<Json>(`/v1/stations/${station.id}`), { connectors })
      return true
    },
    { what: `the connectors of ${station.id} to be ${JSON.stringify(connectors)}`, everyMs: 20 },
  )
}
