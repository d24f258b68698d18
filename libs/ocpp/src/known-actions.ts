// Every action of every OCPP version by who may send it, so that an action we do not have yet is told apart from one that does not exist.
import type { OcppVersion } from './versions.ts'

interface ActionNames {
  readonly station: readonly string[]
  readonly csms: readonly string[]
  readonly both: readonly string[]
}

export const knownActions: Readonly<Record<OcppVersion, ActionNames>> = {
  '1.6': {
    station: ['Authorize', 'BootNotification', 'DiagnosticsStatusNotification', 'FirmwareStatusNotification', 'Heartbeat', 'LogStatusNotification', 'MeterValues', 'SecurityEventNotification', 'SignCertificate', 'SignedFirmwareStatusNotification', 'StartTransaction', 'StatusNotification', 'StopTransaction'],
    csms: ['CancelReservation', 'CertificateSigned', 'ChangeAvailability', 'ChangeConfiguration', 'ClearCache', 'ClearChargingProfile', 'DeleteCertificate', 'ExtendedTriggerMessage', 'GetCompositeSchedule', 'GetConfiguration', 'GetDiagnostics', 'GetInstalledCertificateIds', 'GetLocalListVersion', 'GetLog', 'InstallCertificate', 'RemoteStartTransaction', 'RemoteStopTransaction', 'ReserveNow', 'Reset', 'SendLocalList', 'SetChargingProfile', 'SignedUpdateFirmware', 'TriggerMessage', 'UnlockConnector', 'UpdateFirmware'],
    both: ['DataTransfer'],
  },
  '2.0.1': {
    station: ['Authorize', 'BootNotification', 'ClearedChargingLimit', 'FirmwareStatusNotification', 'Get15118EVCertificate', 'GetCertificateStatus', 'Heartbeat', 'LogStatusNotification', 'MeterValues', 'NotifyChargingLimit', 'NotifyCustomerInformation', 'NotifyDisplayMessages', 'NotifyEVChargingNeeds', 'NotifyEVChargingSchedule', 'NotifyEvent', 'NotifyMonitoringReport', 'NotifyReport', 'PublishFirmwareStatusNotification', 'ReportChargingProfiles', 'ReservationStatusUpdate', 'SecurityEventNotification', 'SignCertificate', 'StatusNotification', 'TransactionEvent'],
    csms: ['CancelReservation', 'CertificateSigned', 'ChangeAvailability', 'ClearCache', 'ClearChargingProfile', 'ClearDisplayMessage', 'ClearVariableMonitoring', 'CostUpdated', 'CustomerInformation', 'DeleteCertificate', 'GetBaseReport', 'GetChargingProfiles', 'GetCompositeSchedule', 'GetDisplayMessages', 'GetInstalledCertificateIds', 'GetLocalListVersion', 'GetLog', 'GetMonitoringReport', 'GetReport', 'GetTransactionStatus', 'GetVariables', 'InstallCertificate', 'PublishFirmware', 'RequestStartTransaction', 'RequestStopTransaction', 'ReserveNow', 'Reset', 'SendLocalList', 'SetChargingProfile', 'SetDisplayMessage', 'SetMonitoringBase', 'SetMonitoringLevel', 'SetNetworkProfile', 'SetVariableMonitoring', 'SetVariables', 'TriggerMessage', 'UnlockConnector', 'UnpublishFirmware', 'UpdateFirmware'],
    both: ['DataTransfer'],
  },
  '2.1': {
    station: ['Authorize', 'BatterySwap', 'BootNotification', 'ClearedChargingLimit', 'ClosePeriodicEventStream', 'FirmwareStatusNotification', 'Get15118EVCertificate', 'GetCertificateChainStatus', 'GetCertificateStatus', 'Heartbeat', 'LogStatusNotification', 'MeterValues', 'NotifyChargingLimit', 'NotifyCustomerInformation', 'NotifyDERAlarm', 'NotifyDERStartStop', 'NotifyDisplayMessages', 'NotifyEVChargingNeeds', 'NotifyEVChargingSchedule', 'NotifyEvent', 'NotifyMonitoringReport', 'NotifyPeriodicEventStream', 'NotifyPriorityCharging', 'NotifyReport', 'NotifySettlement', 'OpenPeriodicEventStream', 'PublishFirmwareStatusNotification', 'PullDynamicScheduleUpdate', 'ReportChargingProfiles', 'ReportDERControl', 'ReservationStatusUpdate', 'SecurityEventNotification', 'SignCertificate', 'StatusNotification', 'TransactionEvent', 'VatNumberValidation'],
    csms: ['AFRRSignal', 'AdjustPeriodicEventStream', 'CancelReservation', 'CertificateSigned', 'ChangeAvailability', 'ChangeTransactionTariff', 'ClearCache', 'ClearChargingProfile', 'ClearDERControl', 'ClearDisplayMessage', 'ClearTariffs', 'ClearVariableMonitoring', 'CostUpdated', 'CustomerInformation', 'DeleteCertificate', 'GetBaseReport', 'GetChargingProfiles', 'GetCompositeSchedule', 'GetDERControl', 'GetDisplayMessages', 'GetInstalledCertificateIds', 'GetLocalListVersion', 'GetLog', 'GetMonitoringReport', 'GetPeriodicEventStream', 'GetReport', 'GetTariffs', 'GetTransactionStatus', 'GetVariables', 'InstallCertificate', 'NotifyAllowedEnergyTransfer', 'NotifyWebPaymentStarted', 'PublishFirmware', 'RequestBatterySwap', 'RequestStartTransaction', 'RequestStopTransaction', 'ReserveNow', 'Reset', 'SendLocalList', 'SetChargingProfile', 'SetDERControl', 'SetDefaultTariff', 'SetDisplayMessage', 'SetMonitoringBase', 'SetMonitoringLevel', 'SetNetworkProfile', 'SetVariableMonitoring', 'SetVariables', 'TriggerMessage', 'UnlockConnector', 'UnpublishFirmware', 'UpdateDynamicSchedule', 'UpdateFirmware', 'UsePriorityCharging'],
    both: ['DataTransfer'],
  },
}
