// WHICH EVENTS BRING RESULTS OF COMMANDS. An event type with a line here is joined to the command that asked for it, whoever else listens to it.
// For a report: `reportPart(data, data.items)`. For progress: `progressPart(data.requestId, data.status, { complete, failed }, more)`.
import { type ResultTable, reportPart } from './contract.ts'

export const results: ResultTable = {
  'chargeplane.ocpp.v1.DeviceModelReported': data => reportPart(data, data.variables),
}
