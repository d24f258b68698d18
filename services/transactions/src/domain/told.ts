// A TransactionEvent as this service takes it: checked, in its own types, the same for every OCPP version.
import type { ReceivedEvent } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import { decimalOf, plainText } from './decimal.ts'
import { checkSubject, type Reading, readInstant, readReadings, requireText } from './readings.ts'

export type Kind = 'started' | 'updated' | 'ended'

/** The token of a transaction, with the place where it was presented: the earliest place wins. */
export interface TokenClaim {
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
  readings: Reading[]
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

const noTransactionOf16 = /^(0|-\d+)?$/

/**
 * A 1.6 station that lost its transaction stops number 0 or -1. Such a stop belongs to no transaction anybody knows, least of all to the last stop of that kind: it
 * gets an id of its own, under which it waits for a person. In 2.x (where messages are numbered) the station makes the ids, and 0 is as good as any.
 */
function readTransactionId({ transactionId, seqNo }: Message['data'], kind: Kind, occurredAt: Date): string {
  if (seqNo === undefined && kind === 'ended' && noTransactionOf16.test(transactionId)) {
    return `unknown-${transactionId || '0'}-${occurredAt.toISOString()}`
  }
  return requireText(transactionId, 'transactionId')
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
    transactionId: readTransactionId(data, kind, occurredAt),
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
    readings: readReadings(data.sampledValues, receivedAt),
    rawPayload: origin.rawPayload,
  }
}
