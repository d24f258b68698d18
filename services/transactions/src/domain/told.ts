// A TransactionEvent as this service takes it: checked, in its own types, the same for every OCPP version.
import type { ReceivedEvent } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { TransactionEventKind, type TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import { decimalOf, plainText } from './decimal.ts'
import {
  checkSubject,
  type Reading,
  readInstant,
  readReadings,
  readSigned,
  requireText,
  type SignedReading,
} from './readings.ts'

export type Kind = 'started' | 'updated' | 'ended'

/** The token of a transaction, with the place where it was presented: the earliest place wins. */
interface TokenClaim {
  hash: string
  /** '-infinity' for the start itself. */
  at: Date | '-infinity'
  /** IdTokenInfo status the station was answered; '' when nobody asked. */
  authorizationStatus: string
}

export interface Told {
  tenant: string
  stationId: string
  transactionId: string
  naturalKey: string
  kind: Kind
  occurredAt: Date
  receivedAt: Date
  seqNo: number | null
  evseId: number
  connectorId: number
  token: TokenClaim | undefined
  offline: boolean
  triggerReason: string
  chargingState: string
  stoppedReason: string
  /** Wh, decimal text; null when the message has no such field. */
  meterStartWh: string | null
  meterStopWh: string | null
  remoteStartId: bigint | null
  reservationId: bigint | null
  /** OCPP 2.1; '' when not told. */
  operationMode: string
  tariffId: string
  /** OCPP 2.1 E16: undefined when the event tells none. */
  transactionLimit: TransactionLimit | undefined
  readings: Reading[]
  signed: readonly SignedReading[]
  rawPayload: string
}

type Message = ReceivedEvent<'chargeplane.ocpp.v1.TransactionEvent'>

const kinds: Readonly<Record<string, Kind>> = {
  [TransactionEventKind.STARTED]: 'started',
  [TransactionEventKind.UPDATED]: 'updated',
  [TransactionEventKind.ENDED]: 'ended',
}

function readKind(kind: string): Kind {
  const read = kinds[kind]
  if (read === undefined) throw fail('invalid_argument', `kind '${kind}' is none that is known`, { field: 'kind' })
  return read
}

/** Whoever stops a transaction need not be who started it. */
function readToken(
  { idToken, triggerReason, authorizationStatus }: Message['data'],
  kind: Kind,
  at: Date,
): TokenClaim | undefined {
  if (idToken === undefined || idToken.hash === '' || kind === 'ended' || triggerReason === 'StopAuthorized')
    return undefined
  return { hash: idToken.hash, at: kind === 'started' ? '-infinity' : at, authorizationStatus }
}

const readRegister = (wh: number | undefined, field: string): string | null =>
  wh === undefined ? null : plainText(decimalOf(wh, field))

/** Throws invalid_argument naming the field: such an event can't be stored and goes to the dead letters. */
export function readTold({ tenant, subject, data }: Message): Told {
  const origin = checkSubject(data.origin, tenant, subject)
  const receivedAt = readInstant(origin.receivedAt, 'origin.receivedAt')
  const occurredAt = data.occurredAt === '' ? receivedAt : readInstant(data.occurredAt, 'occurredAt')
  const kind = readKind(data.kind)
  return {
    tenant,
    stationId: subject,
    transactionId: requireText(data.transactionId, 'transactionId'),
    naturalKey: requireText(data.naturalKey, 'naturalKey'),
    kind,
    occurredAt,
    receivedAt,
    seqNo: data.seqNo ?? null,
    evseId: data.evseId,
    connectorId: data.connectorId,
    token: readToken(data, kind, occurredAt),
    offline: data.offline,
    triggerReason: data.triggerReason,
    chargingState: data.chargingState,
    stoppedReason: data.stoppedReason,
    meterStartWh: readRegister(data.meterStartWh, 'meterStartWh'),
    meterStopWh: readRegister(data.meterStopWh, 'meterStopWh'),
    remoteStartId: data.remoteStartId ?? null,
    reservationId: data.reservationId ?? null,
    operationMode: data.operationMode,
    tariffId: data.tariffId,
    transactionLimit: data.transactionLimit,
    readings: readReadings(data.sampledValues, receivedAt),
    signed: readSigned(data.signedValues, receivedAt),
    rawPayload: origin.rawPayload,
  }
}
