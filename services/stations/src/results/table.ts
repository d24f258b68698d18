// WHICH EVENTS BRING RESULTS OF COMMANDS. An event type with a line here is joined to the command that asked for it, whoever else listens to it.
// For a report: `reportPart(data, data.items)`. For progress: `progressPart(data.requestId, data.status, { complete, failed }, more)`.
import { progressPart, type ResultTable, reportPart } from './contract.ts'

const firmwareEnds = {
  complete: ['Installed'],
  failed: ['DownloadFailed', 'InstallationFailed', 'InstallVerificationFailed', 'InvalidSignature'],
}
const publishEnds = { complete: ['Published'], failed: ['DownloadFailed', 'InvalidChecksum', 'PublishFailed'] }
const logEnds = {
  complete: ['Uploaded'],
  failed: ['AcceptedCanceled', 'BadMessage', 'NotSupportedOperation', 'PermissionDenied', 'UploadFailure'],
}

export const results: ResultTable = {
  'chargeplane.ocpp.v1.DeviceModelReported': data => reportPart(data, data.variables),
  'chargeplane.ocpp.v1.FirmwareStatusReported': ({ requestId, status, reasonCode, reason }) =>
    progressPart(requestId, status, firmwareEnds, { reasonCode, reason }),
  'chargeplane.ocpp.v1.FirmwarePublishReported': ({ requestId, status, locations, reasonCode, reason }) =>
    progressPart(requestId, status, publishEnds, { locations, reasonCode, reason }),
  'chargeplane.ocpp.v1.LogUploadReported': ({ requestId, status, reasonCode, reason }) =>
    progressPart(requestId, status, logEnds, { reasonCode, reason }),
  'chargeplane.ocpp.v1.ChargingProfilesReported': data =>
    reportPart(
      data,
      data.profiles.map(profile => ({ evseId: data.evseId, source: data.source, ...profile })),
    ),
  'chargeplane.ocpp.v1.DerControlReported': data => reportPart(data, data.controls),
  'chargeplane.ocpp.v1.MonitoringReported': data => reportPart(data, data.monitors),
  'chargeplane.ocpp.v1.DisplayMessagesReported': data => reportPart(data, data.messages),
  // What is in it is about a person, and sealed: it has a place of its own in the API.
  'chargeplane.ocpp.v1.CustomerInformationReported': data => reportPart(data, []),
}
