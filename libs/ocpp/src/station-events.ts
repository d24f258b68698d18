// The events that a station's CALLs become: their protobuf messages and topics. libs/events publishes by this table.
import {
  DataTransferred,
  DeviceModelReported,
  MonitoredEventsReported,
  StationBooted,
  StatusReported,
  TokenPresented,
} from '@chargeplane/proto/ocpp/v1/stations'
import { MeterValuesReported, TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'

export type StationTopic = 'ocpp.transactions' | 'ocpp.stations'

const on = <Topic extends StationTopic, Codec>(topic: Topic, codec: Codec) => ({ topic, codec })

/** By the full name of the protobuf message, which is the event's `ce_type`. */
export const stationEvents = {
  'chargeplane.ocpp.v1.TransactionEvent': on('ocpp.transactions', TransactionEvent),
  'chargeplane.ocpp.v1.MeterValuesReported': on('ocpp.transactions', MeterValuesReported),
  'chargeplane.ocpp.v1.StationBooted': on('ocpp.stations', StationBooted),
  'chargeplane.ocpp.v1.StatusReported': on('ocpp.stations', StatusReported),
  'chargeplane.ocpp.v1.DeviceModelReported': on('ocpp.stations', DeviceModelReported),
  'chargeplane.ocpp.v1.MonitoredEventsReported': on('ocpp.stations', MonitoredEventsReported),
  'chargeplane.ocpp.v1.DataTransferred': on('ocpp.stations', DataTransferred),
  'chargeplane.ocpp.v1.TokenPresented': on('ocpp.stations', TokenPresented),
} as const

type StationEventType = keyof typeof stationEvents
type DataOf<Codec> = Codec extends { decode(bytes: Uint8Array): infer Data } ? Data : never

/** One event to publish. `naturalKey` is unique within (tenant, station, type) and equal for a resend of the same fact. */
export type StationEvent = {
  [T in StationEventType]: {
    readonly type: T
    /** The station's id. */
    readonly subject: string
    readonly naturalKey: string
    readonly data: DataOf<(typeof stationEvents)[T]['codec']>
  }
}[StationEventType]
