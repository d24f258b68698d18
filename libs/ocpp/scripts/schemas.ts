// The actions whose schema pairs are compiled. A new action starts here; a row of src/actions.ts that names a pair not listed does not compile.

export interface SchemaSet {
  /** The module that the rows import: `#v16`. */
  readonly module: string
  /** File in npm ocpp-rpc/lib/schemas. */
  readonly source: string
  /** Actions that stations send: their timestamps are repaired later, so their formats are not checked. */
  readonly fromStation: readonly string[]
  /** Actions that we send: requests strict, answers tolerant of formats. */
  readonly fromCsms: readonly string[]
}

export const schemaSets: readonly SchemaSet[] = [
  {
    module: 'v16',
    source: 'ocpp1_6.json',
    fromStation: [
      'Authorize',
      'BootNotification',
      'DataTransfer',
      'Heartbeat',
      'MeterValues',
      'StartTransaction',
      'StatusNotification',
      'StopTransaction',
    ],
    fromCsms: [
      'ChangeConfiguration',
      'ClearChargingProfile',
      'GetConfiguration',
      'RemoteStartTransaction',
      'RemoteStopTransaction',
      'Reset',
      'SetChargingProfile',
      'TriggerMessage',
    ],
  },
  {
    module: 'v201',
    source: 'ocpp2_0_1.json',
    fromStation: [
      'Authorize',
      'BootNotification',
      'DataTransfer',
      'Heartbeat',
      'MeterValues',
      'NotifyEvent',
      'NotifyReport',
      'StatusNotification',
      'TransactionEvent',
    ],
    fromCsms: [
      'ClearChargingProfile',
      'GetBaseReport',
      'GetVariables',
      'RequestStartTransaction',
      'RequestStopTransaction',
      'Reset',
      'SetChargingProfile',
      'SetVariables',
      'TriggerMessage',
    ],
  },
]
