// The events that a station's CALLs become: their protobuf messages and topics. libs/events publishes by this table.
import { BatterySwapped } from '@chargeplane/proto/ocpp/v1/battery'
import {
  ChargingLimitCleared,
  ChargingLimitReported,
  ChargingNeedsReported,
  ChargingProfilesReported,
  DynamicScheduleRequested,
  EvScheduleReported,
  PriorityChargingReported,
} from '@chargeplane/proto/ocpp/v1/charging'
import { CustomerInformationReported } from '@chargeplane/proto/ocpp/v1/customer'
import {
  DerAlarmReported,
  DerControlReported,
  DerControlStarted,
  DerControlStopped,
} from '@chargeplane/proto/ocpp/v1/der'
import { DisplayMessagesReported } from '@chargeplane/proto/ocpp/v1/display'
import { FirmwarePublishReported, FirmwareStatusReported } from '@chargeplane/proto/ocpp/v1/firmware'
import { LogUploadReported } from '@chargeplane/proto/ocpp/v1/logs'
import {
  EventStreamClosed,
  EventStreamOpened,
  MonitoringReported,
  StreamedValuesReported,
} from '@chargeplane/proto/ocpp/v1/monitoring'
import { PaymentSettled, VatNumberChecked } from '@chargeplane/proto/ocpp/v1/payments'
import { ReservationEnded } from '@chargeplane/proto/ocpp/v1/reservations'
import {
  CertificateSigningRequested,
  CertificateStatusRequested,
  EvCertificateRequested,
  SecurityEventReported,
} from '@chargeplane/proto/ocpp/v1/security'
import {
  DataTransferred,
  DeviceModelReported,
  MonitoredEventsReported,
  StationBooted,
  StatusReported,
  TokenPresented,
} from '@chargeplane/proto/ocpp/v1/stations'
import { MeterValuesReported, TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { MessageUnusable } from '@chargeplane/proto/ocpp/v1/unusable'

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
  'chargeplane.ocpp.v1.MessageUnusable': on('ocpp.stations', MessageUnusable),
  'chargeplane.ocpp.v1.ReservationEnded': on('ocpp.stations', ReservationEnded),
  'chargeplane.ocpp.v1.BatterySwapped': on('ocpp.stations', BatterySwapped),
  'chargeplane.ocpp.v1.PaymentSettled': on('ocpp.stations', PaymentSettled),
  'chargeplane.ocpp.v1.VatNumberChecked': on('ocpp.stations', VatNumberChecked),
  'chargeplane.ocpp.v1.SecurityEventReported': on('ocpp.stations', SecurityEventReported),
  'chargeplane.ocpp.v1.CertificateSigningRequested': on('ocpp.stations', CertificateSigningRequested),
  'chargeplane.ocpp.v1.CertificateStatusRequested': on('ocpp.stations', CertificateStatusRequested),
  'chargeplane.ocpp.v1.EvCertificateRequested': on('ocpp.stations', EvCertificateRequested),
  'chargeplane.ocpp.v1.FirmwareStatusReported': on('ocpp.stations', FirmwareStatusReported),
  'chargeplane.ocpp.v1.FirmwarePublishReported': on('ocpp.stations', FirmwarePublishReported),
  'chargeplane.ocpp.v1.LogUploadReported': on('ocpp.stations', LogUploadReported),
  'chargeplane.ocpp.v1.MonitoringReported': on('ocpp.stations', MonitoringReported),
  'chargeplane.ocpp.v1.EventStreamOpened': on('ocpp.stations', EventStreamOpened),
  'chargeplane.ocpp.v1.EventStreamClosed': on('ocpp.stations', EventStreamClosed),
  'chargeplane.ocpp.v1.StreamedValuesReported': on('ocpp.stations', StreamedValuesReported),
  'chargeplane.ocpp.v1.CustomerInformationReported': on('ocpp.stations', CustomerInformationReported),
  'chargeplane.ocpp.v1.DisplayMessagesReported': on('ocpp.stations', DisplayMessagesReported),
  'chargeplane.ocpp.v1.ChargingLimitReported': on('ocpp.stations', ChargingLimitReported),
  'chargeplane.ocpp.v1.ChargingLimitCleared': on('ocpp.stations', ChargingLimitCleared),
  'chargeplane.ocpp.v1.ChargingNeedsReported': on('ocpp.stations', ChargingNeedsReported),
  'chargeplane.ocpp.v1.EvScheduleReported': on('ocpp.stations', EvScheduleReported),
  'chargeplane.ocpp.v1.ChargingProfilesReported': on('ocpp.stations', ChargingProfilesReported),
  'chargeplane.ocpp.v1.PriorityChargingReported': on('ocpp.stations', PriorityChargingReported),
  'chargeplane.ocpp.v1.DynamicScheduleRequested': on('ocpp.stations', DynamicScheduleRequested),
  'chargeplane.ocpp.v1.DerControlReported': on('ocpp.stations', DerControlReported),
  'chargeplane.ocpp.v1.DerAlarmReported': on('ocpp.stations', DerAlarmReported),
  'chargeplane.ocpp.v1.DerControlStarted': on('ocpp.stations', DerControlStarted),
  'chargeplane.ocpp.v1.DerControlStopped': on('ocpp.stations', DerControlStopped),
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
