// The frames that are measured: one of a usual size for each kind of message that stations send often.
import type { OcppVersion } from '@chargeplane/ocpp'

export interface Kind {
  readonly name: string
  readonly version: OcppVersion
  readonly frame: string
  /** At most this multiple of JSON.parse is promised; undefined: none is. */
  readonly promised?: number
}

const at = '2025-12-01T10:00:00Z'
const measurands = ['Energy.Active.Import.Register', 'Power.Active.Import', 'SoC'] as const

/** Nine readings, as a three-phase station sends them every minute. */
const samples16 = [
  ...measurands.map(measurand => ({ value: '12345.6', context: 'Sample.Periodic', measurand, location: 'Outlet' })),
  ...['L1', 'L2', 'L3'].flatMap(phase => [
    { value: '16.02', context: 'Sample.Periodic', measurand: 'Current.Import', phase, unit: 'A' },
    { value: '231.4', context: 'Sample.Periodic', measurand: 'Voltage', phase, unit: 'V' },
  ]),
]
const samples2 = [
  ...measurands.map(measurand => ({ value: 12345.6, context: 'Sample.Periodic', measurand, location: 'Outlet' })),
  ...['L1', 'L2', 'L3'].flatMap(phase => [
    { value: 16.02, context: 'Sample.Periodic', measurand: 'Current.Import', phase, unitOfMeasure: { unit: 'A' } },
    { value: 231.4, context: 'Sample.Periodic', measurand: 'Voltage', phase, unitOfMeasure: { unit: 'V' } },
  ]),
]

const kind = (version: OcppVersion, action: string, payload: object, promised?: number): Kind => ({
  name: `${version} ${action}`,
  version,
  frame: JSON.stringify([2, '5b1e6a52-0a51-4d5e-9b7e-1f0a4a3c7f11', action, payload]),
  ...(promised !== undefined && { promised }),
})

const meterValues16 = {
  connectorId: 1,
  transactionId: 1234567,
  meterValue: [{ timestamp: at, sampledValue: samples16 }],
}
const transactionEvent = {
  eventType: 'Updated',
  timestamp: at,
  triggerReason: 'MeterValuePeriodic',
  seqNo: 17,
  transactionInfo: { transactionId: '8c1f9f4e-6a37-4a5c-9d25-3a2a7f0f8a10', chargingState: 'Charging' },
  evse: { id: 1, connectorId: 1 },
  meterValue: [{ timestamp: at, sampledValue: samples2 }],
}

export const kinds: readonly Kind[] = [
  kind('1.6', 'MeterValues', meterValues16, 3),
  kind('1.6', 'Heartbeat', {}),
  kind('1.6', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging', timestamp: at }),
  kind('1.6', 'StartTransaction', { connectorId: 1, idTag: '04E1F7A2B36C80', meterStart: 1200, timestamp: at }),
  kind('1.6', 'BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One', firmwareVersion: '1.2.3' }),
  kind('2.0.1', 'MeterValues', { evseId: 1, meterValue: [{ timestamp: at, sampledValue: samples2 }] }, 3),
  kind('2.0.1', 'TransactionEvent', transactionEvent),
  kind('2.0.1', 'StatusNotification', { timestamp: at, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }),
  kind('2.0.1', 'Authorize', { idToken: { idToken: '04E1F7A2B36C80', type: 'ISO14443' } }),
  kind('2.1', 'MeterValues', { evseId: 1, meterValue: [{ timestamp: at, sampledValue: samples2 }] }, 3),
  kind('2.1', 'TransactionEvent', transactionEvent),
]
