// THE ACTION TABLE: every action of every OCPP version, who sends it and how its result comes. The only place that names an action beside
// its handler: schemas, validators, types, rows, metric labels, commands and the API document are derived from it.
import type { OcppVersion } from './versions.ts'

interface Action {
  readonly from: 'station' | 'csms' | 'both'
  /** SEND (OCPP-J 2.1 4.2.4) is never answered. */
  readonly kind: 'CALL' | 'SEND'
  /** The station's answer only says that it will: the result follows in CALLs of this action (OCPP 2.x part 2, FR.05). */
  readonly answeredBy?: string
}

const station = { from: 'station', kind: 'CALL' } as const
const sent = { from: 'station', kind: 'SEND' } as const
const csms = { from: 'csms', kind: 'CALL' } as const
const both = { from: 'both', kind: 'CALL' } as const
const answeredBy = (action: string) => ({ ...csms, answeredBy: action })

/** OCPP 1.6 (sections 4 and 5) and its security extension (whitepaper edition 3, section 4). */
const actions16 = {
  Authorize: station,
  BootNotification: station,
  CancelReservation: csms,
  CertificateSigned: csms,
  ChangeAvailability: csms,
  ChangeConfiguration: csms,
  ClearCache: csms,
  ClearChargingProfile: csms,
  DataTransfer: both,
  DeleteCertificate: csms,
  DiagnosticsStatusNotification: station,
  ExtendedTriggerMessage: csms,
  FirmwareStatusNotification: station,
  GetCompositeSchedule: csms,
  GetConfiguration: csms,
  GetDiagnostics: answeredBy('DiagnosticsStatusNotification'),
  GetInstalledCertificateIds: csms,
  GetLocalListVersion: csms,
  GetLog: answeredBy('LogStatusNotification'),
  Heartbeat: station,
  InstallCertificate: csms,
  LogStatusNotification: station,
  MeterValues: station,
  RemoteStartTransaction: csms,
  RemoteStopTransaction: csms,
  ReserveNow: csms,
  Reset: csms,
  SecurityEventNotification: station,
  SendLocalList: csms,
  SetChargingProfile: csms,
  SignCertificate: station,
  SignedFirmwareStatusNotification: station,
  SignedUpdateFirmware: answeredBy('SignedFirmwareStatusNotification'),
  StartTransaction: station,
  StatusNotification: station,
  StopTransaction: station,
  TriggerMessage: csms,
  UnlockConnector: csms,
  UpdateFirmware: answeredBy('FirmwareStatusNotification'),
} as const satisfies Record<string, Action>

/** OCPP 2.0.1 part 2, section 1. */
const actions201 = {
  Authorize: station,
  BootNotification: station,
  CancelReservation: csms,
  CertificateSigned: csms,
  ChangeAvailability: csms,
  ClearCache: csms,
  ClearChargingProfile: csms,
  ClearDisplayMessage: csms,
  ClearVariableMonitoring: csms,
  ClearedChargingLimit: station,
  CostUpdated: csms,
  CustomerInformation: answeredBy('NotifyCustomerInformation'),
  DataTransfer: both,
  DeleteCertificate: csms,
  FirmwareStatusNotification: station,
  Get15118EVCertificate: station,
  GetBaseReport: answeredBy('NotifyReport'),
  GetCertificateStatus: station,
  GetChargingProfiles: answeredBy('ReportChargingProfiles'),
  GetCompositeSchedule: csms,
  GetDisplayMessages: answeredBy('NotifyDisplayMessages'),
  GetInstalledCertificateIds: csms,
  GetLocalListVersion: csms,
  GetLog: answeredBy('LogStatusNotification'),
  GetMonitoringReport: answeredBy('NotifyMonitoringReport'),
  GetReport: answeredBy('NotifyReport'),
  GetTransactionStatus: csms,
  GetVariables: csms,
  Heartbeat: station,
  InstallCertificate: csms,
  LogStatusNotification: station,
  MeterValues: station,
  NotifyChargingLimit: station,
  NotifyCustomerInformation: station,
  NotifyDisplayMessages: station,
  NotifyEVChargingNeeds: station,
  NotifyEVChargingSchedule: station,
  NotifyEvent: station,
  NotifyMonitoringReport: station,
  NotifyReport: station,
  PublishFirmware: answeredBy('PublishFirmwareStatusNotification'),
  PublishFirmwareStatusNotification: station,
  ReportChargingProfiles: station,
  RequestStartTransaction: csms,
  RequestStopTransaction: csms,
  ReservationStatusUpdate: station,
  ReserveNow: csms,
  Reset: csms,
  SecurityEventNotification: station,
  SendLocalList: csms,
  SetChargingProfile: csms,
  SetDisplayMessage: csms,
  SetMonitoringBase: csms,
  SetMonitoringLevel: csms,
  SetNetworkProfile: csms,
  SetVariableMonitoring: csms,
  SetVariables: csms,
  SignCertificate: station,
  StatusNotification: station,
  TransactionEvent: station,
  TriggerMessage: csms,
  UnlockConnector: csms,
  UnpublishFirmware: csms,
  UpdateFirmware: answeredBy('FirmwareStatusNotification'),
} as const satisfies Record<string, Action>

/** OCPP 2.1 part 2, section 1: what it has beside everything of 2.0.1. */
const actions21 = {
  ...actions201,
  AFRRSignal: csms,
  AdjustPeriodicEventStream: csms,
  BatterySwap: station,
  ChangeTransactionTariff: csms,
  ClearDERControl: csms,
  ClearTariffs: csms,
  ClosePeriodicEventStream: station,
  GetCertificateChainStatus: station,
  GetDERControl: answeredBy('ReportDERControl'),
  GetPeriodicEventStream: csms,
  GetTariffs: csms,
  NotifyAllowedEnergyTransfer: csms,
  NotifyDERAlarm: station,
  NotifyDERStartStop: station,
  NotifyPeriodicEventStream: sent,
  NotifyPriorityCharging: station,
  NotifySettlement: station,
  NotifyWebPaymentStarted: csms,
  OpenPeriodicEventStream: station,
  PullDynamicScheduleUpdate: station,
  ReportDERControl: station,
  RequestBatterySwap: csms,
  SetDERControl: csms,
  SetDefaultTariff: csms,
  UpdateDynamicSchedule: csms,
  UsePriorityCharging: csms,
  VatNumberValidation: station,
} as const satisfies Record<string, Action>

export const actions = { '1.6': actions16, '2.0.1': actions201, '2.1': actions21 } as const satisfies Record<
  OcppVersion,
  Record<string, Action>
>

type SentBy<Table, From extends Action['from']> = {
  [Name in keyof Table]: Table[Name] extends { readonly from: From } ? Name : never
}[keyof Table]

/** Actions that a station of `V` may send. */
export type StationAction<V extends OcppVersion> = SentBy<(typeof actions)[V], 'station' | 'both'>
/** Actions that we may send to a station of `V`. */
export type CsmsAction<V extends OcppVersion> = SentBy<(typeof actions)[V], 'csms' | 'both'>

/** What the table says of `action`; undefined when `version` has no such action. */
export function actionOf(version: OcppVersion, action: string): Action | undefined {
  const table: Readonly<Record<string, Action>> = actions[version]
  return Object.hasOwn(table, action) ? table[action] : undefined
}

/** Names of the actions of `version` that `sender` may send, in alphabetical order. */
export function actionsFrom(version: OcppVersion, sender: 'station' | 'csms'): string[] {
  const table: Readonly<Record<string, Action>> = actions[version]
  return Object.keys(table)
    .filter(action => table[action]?.from === sender || table[action]?.from === 'both')
    .sort()
}
