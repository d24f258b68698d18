// The catalogue of event types: the messages of proto/ that say "Topic X:" (a test compares the two), with their topic and codec.
import type { BinaryWriter } from '@bufbuild/protobuf/wire'
import { stationEvents } from '@chargeplane/ocpp/station-events'
import { IdTokenChanged } from '@chargeplane/proto/authorization/v1/events'
import { ChargeRecordCreated, InvoiceIssued } from '@chargeplane/proto/billing/v1/events'
import { CommandCompleted } from '@chargeplane/proto/ocpp/v1/commands'
import {
  ConnectionRefused,
  IdentityContested,
  StationConnected,
  StationDisconnected,
} from '@chargeplane/proto/ocpp/v1/connections'
import { LimitApplied } from '@chargeplane/proto/smartcharging/v1/events'
import {
  CertificateRevoked,
  MonitoredValuesStreamed,
  SecurityProfileLowered,
  StationAccessChanged,
} from '@chargeplane/proto/stations/v1/events'
import {
  ReservationUsed,
  TransactionAuthorized,
  TransactionEnded,
  TransactionStarted,
} from '@chargeplane/proto/transactions/v1/events'
import type { Topic } from './topics.ts'

/** What a generated message offers here. */
export interface Codec<T> {
  encode(message: T, writer?: BinaryWriter): { finish(): Uint8Array }
  decode(bytes: Uint8Array): T
}

interface EventTypeRow<T> {
  readonly topic: Topic
  readonly codec: Codec<T>
}

const on = <T>(topic: Topic, codec: Codec<T>): EventTypeRow<T> => ({ topic, codec })

/** Every event type (`ce_type`, the full name of its protobuf message) with its topic and codec. */
export const eventTypes = {
  'chargeplane.ocpp.v1.StationConnected': on('ocpp.connections', StationConnected),
  'chargeplane.ocpp.v1.StationDisconnected': on('ocpp.connections', StationDisconnected),
  'chargeplane.ocpp.v1.ConnectionRefused': on('ocpp.connections', ConnectionRefused),
  'chargeplane.ocpp.v1.IdentityContested': on('ocpp.connections', IdentityContested),
  ...stationEvents,
  'chargeplane.ocpp.v1.CommandCompleted': on('ocpp.commands', CommandCompleted),
  'chargeplane.stations.v1.StationAccessChanged': on('stations.events', StationAccessChanged),
  'chargeplane.stations.v1.SecurityProfileLowered': on('stations.events', SecurityProfileLowered),
  'chargeplane.stations.v1.CertificateRevoked': on('stations.events', CertificateRevoked),
  'chargeplane.stations.v1.MonitoredValuesStreamed': on('stations.events', MonitoredValuesStreamed),
  'chargeplane.authorization.v1.IdTokenChanged': on('authorization.events', IdTokenChanged),
  'chargeplane.transactions.v1.TransactionStarted': on('transactions.events', TransactionStarted),
  'chargeplane.transactions.v1.TransactionAuthorized': on('transactions.events', TransactionAuthorized),
  'chargeplane.transactions.v1.ReservationUsed': on('transactions.events', ReservationUsed),
  'chargeplane.transactions.v1.TransactionEnded': on('transactions.events', TransactionEnded),
  'chargeplane.smartcharging.v1.LimitApplied': on('smart-charging.events', LimitApplied),
  'chargeplane.billing.v1.ChargeRecordCreated': on('billing.events', ChargeRecordCreated),
  'chargeplane.billing.v1.InvoiceIssued': on('billing.events', InvoiceIssued),
} as const

export type EventType = keyof typeof eventTypes
type DataOf<Row> = Row extends EventTypeRow<infer T> ? T : never
/** The protobuf message of an event type. */
export type EventOf<T extends EventType> = DataOf<(typeof eventTypes)[T]>

/** The same table, typed so that a type and its data stay together. */
const rows: { readonly [T in EventType]: EventTypeRow<EventOf<T>> } = eventTypes

export function rowOf<T extends EventType>(type: T): EventTypeRow<EventOf<T>> {
  return rows[type]
}

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(eventTypes, name)
}
