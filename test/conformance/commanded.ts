// Commands as an operator gives them, answered by the station, and transactions that go on meanwhile.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { until } from '../harness/until.ts'
import type { Asked, Json, WireStation } from '../harness/wire-station.ts'
import { bootPayload, type CommandAnswer, type Scene } from './certify.ts'

/** Gives the command `name` of the API, answers the CALL that comes of it, and hands back what was sent and what the API said. */
export async function commanded(
  scene: Scene,
  station: WireStation,
  [name, body]: readonly [name: string, body: Json],
  [action, answer]: readonly [action: string, answer: Json],
): Promise<{ request: Json; body: CommandAnswer['body'] }> {
  const answered = scene.command(station, name, body)
  const asked = await sentBy(station, action, answered)
  asked.answer(answer)
  const response = await answered
  assert.equal(response.status, 200, JSON.stringify(response.body))
  return { request: asked.payload, body: response.body }
}

/** The CALL that a command becomes; fails when the API refuses the command. */
export async function sentBy(station: WireStation, action: string, answered: Promise<CommandAnswer>): Promise<Asked> {
  return Promise.race([
    station.expect(action),
    answered.then(({ status, body }) => {
      throw new Error(`${action} was not sent, the API answered ${status}: ${JSON.stringify(body)}`)
    }),
  ])
}

/** The result of a command, once it is `state`. */
export async function resultOnce(scene: Scene, station: WireStation, commandId: string, state: string): Promise<Json> {
  return until(
    async () => {
      const path = `/v1/stations/${station.id}/commands/${commandId}`
      const { result } = await scene.api.get<{ result: Json }>(path)
      return result.state === state && result
    },
    { what: `the result of ${commandId} to be ${state}` },
  )
}

/** Waits until the API says all that `expected` names of the station itself. */
export async function knownAs(scene: Scene, station: WireStation, expected: Json): Promise<void> {
  await until(
    async () => {
      assert.partialDeepStrictEqual(await scene.api.get<Json>(`/v1/stations/${station.id}`), expected)
      return true
    },
    { what: `the API to say of ${station.id} ${JSON.stringify(expected)}` },
  )
}

/** A station whose boot was answered `registration`. A platform that is short of breath answers by its fallback: the station boots again. */
export async function unaccepted(scene: Scene, registration: 'Pending' | 'Rejected'): Promise<WireStation> {
  const registered = await scene.register()
  await scene.api.send('PATCH', `/v1/stations/${registered.id}`, { registration })
  const station = await scene.connect(registered)
  await until(async () => (await boots(station)).status === registration, { what: `the boot to be ${registration}` })
  return station
}

export async function boots(station: WireStation, reason = 'PowerUp'): Promise<Json> {
  return station.result('BootNotification', bootPayload(station.version, station.version === '1.6' ? {} : { reason }))
}

/** All connectors are Available again, in either way that 2.x has. */
export async function reportsAvailable(station: WireStation): Promise<void> {
  assert.deepEqual(await station.result('StatusNotification', statusOf(station, 'Available')), {})
  if (station.version !== '1.6') assert.deepEqual(await station.result('NotifyEvent', availability('Available')), {})
}

export function statusOf({ version }: WireStation, status: string): Json {
  const timestamp = new Date().toISOString()
  return version === '1.6'
    ? { connectorId: 1, errorCode: 'NoError', status, timestamp }
    : { timestamp, connectorStatus: status, evseId: 1, connectorId: 1 }
}

export function availability(actualValue: string, evseId = 1): Json {
  return notifyEvent({
    actualValue,
    component: { name: 'Connector', evse: { id: evseId, connectorId: 1 } },
    variable: { name: 'AvailabilityState' },
  })
}

export function notifyEvent(more: Json): Json {
  const timestamp = new Date().toISOString()
  const data = { eventId: 1, timestamp, trigger: 'Delta', eventNotificationType: 'HardWiredNotification', ...more }
  return { generatedAt: timestamp, seqNo: 0, eventData: [data] }
}

export interface Charge {
  readonly transactionId: string
  /** The next TransactionEvent of it. */
  event(eventType: 'Updated' | 'Ended', triggerReason: string, info?: Json, more?: Json): Promise<Json>
}

/** A transaction of a 2.x station, told to have begun. */
export async function begins(
  station: WireStation,
  triggerReason: string,
  info: Json,
  more: Json = {},
): Promise<Charge> {
  const transactionId = randomUUID()
  let seqNo = 0
  const tell = (eventType: string, reason: string, own: Json, rest: Json) =>
    station.result('TransactionEvent', {
      eventType,
      timestamp: new Date().toISOString(),
      triggerReason: reason,
      seqNo: seqNo++,
      transactionInfo: { transactionId, ...own },
      ...rest,
    })
  await tell('Started', triggerReason, info, { evse: { id: 1, connectorId: 1 }, ...more })
  return { transactionId, event: (type, reason, own = {}, rest = {}) => tell(type, reason, own, rest) }
}

/** A charge under way (reusable state EnergyTransferStarted). */
export async function charging(scene: Scene, station: WireStation): Promise<Charge & { idToken: string }> {
  const idToken = await scene.token()
  const more = { idToken: { idToken, type: 'ISO14443' } }
  const charge = await begins(station, 'Authorized', { chargingState: 'EVConnected' }, more)
  await charge.event('Updated', 'ChargingStateChanged', { chargingState: 'Charging' })
  return { ...charge, idToken }
}
