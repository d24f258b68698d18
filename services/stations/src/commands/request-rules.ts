// What OCPP and the operator's settings ask of a command beyond its schema.
import { fail } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'
import { chargingRules } from './charging-rules.ts'
import { checkTransfer, type TransferRules } from './transfer-rules.ts'

/** A payload that fits the action's schema, so that what a rule reads has the type it reads it as. */
type Rule<Payload = never> = (payload: Payload, transfers: TransferRules, version: OcppVersion) => void

interface StreamParams {
  interval?: number
  values?: number
}

/** N09.FR.04, N10.FR.08: one reference to the customer. A command that neither reports nor clears does nothing (N09.FR.07). */
const customerInformation: Rule<{
  report: boolean
  clear: boolean
  idToken?: object
  customerIdentifier?: string
  customerCertificate?: object
}> = ({ report, clear, idToken, customerIdentifier, customerCertificate }) => {
  const references = [idToken, customerIdentifier, customerCertificate].filter(reference => reference !== undefined)
  if (references.length !== 1) {
    const what = 'exactly one of idToken, customerIdentifier and customerCertificate must say who is meant'
    throw fail('invalid_argument', what, { field: 'idToken' })
  }
  if (!report && !clear) throw fail('invalid_argument', 'report, clear or both must be true', { field: 'report' })
}

function checkStream(params: StreamParams, field: string): void {
  if (params.interval !== undefined || params.values !== undefined) return
  throw fail('invalid_argument', `${field} must have an interval, values or both`, { field })
}

/** N11.FR.09. */
const setVariableMonitoring: Rule<{ setMonitoringData: Array<{ periodicEventStream?: StreamParams }> }> = ({
  setMonitoringData,
}) => {
  for (const [index, { periodicEventStream }] of setMonitoringData.entries()) {
    if (periodicEventStream) checkStream(periodicEventStream, `setMonitoringData[${index}].periodicEventStream`)
  }
}

/** N14.FR.01. */
const adjustPeriodicEventStream: Rule<{ params: StreamParams }> = ({ params }) => checkStream(params, 'params')

const getLog: Rule<{ log: { remoteLocation: string } }> = ({ log }, transfers) =>
  checkTransfer(log.remoteLocation, 'log.remoteLocation', transfers, 'upload')

const getDiagnostics: Rule<{ location: string }> = ({ location }, transfers) =>
  checkTransfer(location, 'location', transfers, 'upload')

const publishFirmware: Rule<{ location: string }> = ({ location }, transfers) =>
  checkTransfer(location, 'location', transfers, 'download')

/** In 1.6 without its security extension the location is not within `firmware`. */
const updateFirmware: Rule<{ location?: string; firmware?: { location: string } }> = (payload, transfers) => {
  const { location = '', firmware } = payload
  if (firmware === undefined) checkTransfer(location, 'location', transfers, 'download')
  else checkTransfer(firmware.location, 'firmware.location', transfers, 'download')
}

const rules: Readonly<Record<string, Rule>> = {
  ...chargingRules,
  AdjustPeriodicEventStream: adjustPeriodicEventStream,
  CustomerInformation: customerInformation,
  GetDiagnostics: getDiagnostics,
  GetLog: getLog,
  PublishFirmware: publishFirmware,
  SetVariableMonitoring: setVariableMonitoring,
  SignedUpdateFirmware: updateFirmware,
  UpdateFirmware: updateFirmware,
}

/** Throws invalid_argument with the field; `payload` is JSON text that fits the action's schema. */
export function checkRequest(version: OcppVersion, action: string, payload: string, transfers: TransferRules): void {
  if (Object.hasOwn(rules, action)) rules[action]?.(JSON.parse(payload) as never, transfers, version)
}
