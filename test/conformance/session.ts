// Transactions of 2.x stations as the certification cases tell them, and what the API comes to say of them.
import { randomUUID } from 'node:crypto'
import type { Json, WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'
import { told } from './told.ts'

export type EventType = 'Started' | 'Updated' | 'Ended'

export interface Session {
  readonly station: WireStation
  readonly transactionId: string
  /** Of a driver who may charge. */
  readonly idToken: { idToken: string; type: string }
  /** Sends the next event; `info` goes into transactionInfo, `more` beside it. A Started event names the EVSE. */
  say(eventType: EventType, triggerReason: string, info?: Json, more?: Json): Promise<Json>
  /** Leaves out numbers, as messages that are still on their way. */
  skip(messages: number): void
  /** Waits until the API says all that `expected` names of the transaction. */
  shows(expected: Json): Promise<void>
}

export const now = () => new Date().toISOString()

/** A transaction of a booted station that has not begun; `more` as in PUT /v1/id-tokens. */
export async function sessionAt(scene: Scene, more: Json = {}, on?: WireStation): Promise<Session> {
  const station = on ?? (await scene.boot())
  const idToken = { idToken: await scene.token(more), type: String(more.type ?? 'ISO14443') }
  const transactionId = randomUUID()
  let seqNo = 0
  return {
    station,
    transactionId,
    idToken,
    say: (eventType, triggerReason, info = {}, rest = {}) =>
      station.result('TransactionEvent', {
        eventType,
        timestamp: now(),
        triggerReason,
        seqNo: seqNo++,
        transactionInfo: { transactionId, ...info },
        ...(eventType === 'Started' && { evse: { id: 1, connectorId: 1 } }),
        ...rest,
      }),
    skip(messages) {
      seqNo += messages
    },
    shows: expected => told(scene, station, `transactions/${transactionId}`, expected),
  }
}

/** Reusable state EnergyTransferStarted: a driver was authorized, and the car charges. */
export async function energyTransfer(scene: Scene, more: Json = {}, on?: WireStation): Promise<Session> {
  const session = await sessionAt(scene, more, on)
  await session.say('Started', 'Authorized', { chargingState: 'EVConnected' }, { idToken: session.idToken })
  await session.say('Updated', 'ChargingStateChanged', { chargingState: 'Charging' })
  return session
}

/** meterValue with one reading of the import register, in Wh. */
export function register(value: number, context: string, more: Json = {}): Json {
  const sampledValue = [{ value, context, measurand: 'Energy.Active.Import.Register', ...more }]
  return { meterValue: [{ timestamp: now(), sampledValue }] }
}
