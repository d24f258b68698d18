// THE ACTION TABLE: what is spoken in which version. The only place that names an action beside its own file.
import * as v16 from '#v16'
import * as v201 from '#v201'
import { authorize as authorize16 } from './actions/v16/authorize.ts'
import { bootNotification as bootNotification16 } from './actions/v16/boot-notification.ts'
import { dataTransfer as dataTransfer16 } from './actions/v16/data-transfer.ts'
import { heartbeat as heartbeat16 } from './actions/v16/heartbeat.ts'
import { meterValues as meterValues16 } from './actions/v16/meter-values.ts'
import { startTransaction as startTransaction16 } from './actions/v16/start-transaction.ts'
import { statusNotification as statusNotification16 } from './actions/v16/status-notification.ts'
import { stopTransaction as stopTransaction16 } from './actions/v16/stop-transaction.ts'
import { authorize as authorize201 } from './actions/v201/authorize.ts'
import { bootNotification as bootNotification201 } from './actions/v201/boot-notification.ts'
import { dataTransfer as dataTransfer201 } from './actions/v201/data-transfer.ts'
import { heartbeat as heartbeat201 } from './actions/v201/heartbeat.ts'
import { meterValues as meterValues201 } from './actions/v201/meter-values.ts'
import { notifyEvent as notifyEvent201 } from './actions/v201/notify-event.ts'
import { notifyReport as notifyReport201 } from './actions/v201/notify-report.ts'
import { statusNotification as statusNotification201 } from './actions/v201/status-notification.ts'
import { transactionEventRow as transactionEvent201 } from './actions/v201/transaction-event.ts'
import type { CsmsCall, StationCall } from './contract.ts'
import { csmsCalls } from './csms-calls.ts'
import type { OcppVersion } from './versions.ts'

export type ActionRow = StationCall | CsmsCall

/** Every row. DataTransfer has two: either side may send it. */
export const actionTable: readonly ActionRow[] = [
  authorize16,
  bootNotification16,
  dataTransfer16,
  heartbeat16,
  meterValues16,
  startTransaction16,
  statusNotification16,
  stopTransaction16,
  authorize201,
  bootNotification201,
  dataTransfer201,
  heartbeat201,
  meterValues201,
  notifyEvent201,
  notifyReport201,
  statusNotification201,
  transactionEvent201,
  ...csmsCalls('1.6', v16, [
    'ChangeConfiguration',
    'ClearChargingProfile',
    'DataTransfer',
    'GetConfiguration',
    'RemoteStartTransaction',
    'RemoteStopTransaction',
    'Reset',
    'SetChargingProfile',
    'TriggerMessage',
  ]),
  ...csmsCalls('2.0.1', v201, [
    'ClearChargingProfile',
    'DataTransfer',
    'GetBaseReport',
    'GetVariables',
    'RequestStartTransaction',
    'RequestStopTransaction',
    'Reset',
    'SetChargingProfile',
    'SetVariables',
    'TriggerMessage',
  ]),
]

const stationRows = new Map<string, Map<string, StationCall>>()
const csmsRows = new Map<string, Map<string, CsmsCall>>()

function enter<Row extends ActionRow>(rows: Map<string, Map<string, Row>>, row: Row): void {
  const ofVersion = rows.get(row.version) ?? new Map<string, Row>()
  rows.set(row.version, ofVersion.set(row.action, row))
}
for (const row of actionTable) {
  if (row.from === 'station') enter(stationRows, row)
  else enter(csmsRows, row)
}

/** The row of an action that `from` sends in `version`; undefined when there is none. */
export function findAction(version: OcppVersion, action: string, from: 'station'): StationCall | undefined
export function findAction(version: OcppVersion, action: string, from: 'csms'): CsmsCall | undefined
export function findAction(version: OcppVersion, action: string, from: 'station' | 'csms'): ActionRow | undefined {
  return (from === 'station' ? stationRows : csmsRows).get(version)?.get(action)
}
