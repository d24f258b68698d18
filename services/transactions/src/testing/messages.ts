// What stations say, for tests: a 1.6 session with registers as fields, a 2.x session with numbered messages.
import {
  type MeterValuesReported,
  type SampledValue,
  TransactionEvent,
  TransactionEventKind,
} from '@chargeplane/proto/ocpp/v1/transactions'

const hash = 'ab'.repeat(32)

/** `minutes` after 2026-11-01T10:00:00Z. */
export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 10, 1, 10, 0, 0) + minutes * 60_000).toISOString()
}

export function registerSample(minutes: number, wh: number, context = 'Sample.Periodic'): SampledValue {
  return {
    sampledAt: at(minutes),
    measurand: 'Energy.Active.Import.Register',
    phase: '',
    location: 'Outlet',
    context,
    value: wh,
    unit: 'Wh',
    original: `${wh} Wh`,
  }
}

const originOf = (stationId: string, minutes: number, action: string) => ({
  tenant: 'acme',
  stationId,
  epoch: 1n,
  sequence: 1,
  receivedAt: at(minutes),
  action,
  rawPayload: '{}',
  fallback: '',
  edgeId: 'edge-1',
  schemaFault: '',
  quirks: [],
  signed: false,
})

export function event(stationId: string, minutes: number, changes: Partial<TransactionEvent>): TransactionEvent {
  return {
    ...TransactionEvent.fromPartial({}),
    origin: originOf(stationId, minutes, 'TransactionEvent'),
    kind: TransactionEventKind.UPDATED,
    occurredAt: at(minutes),
    ...changes,
  }
}

/** 1.6 StartTransaction at minute 0, register at 1000 Wh. */
export function start16(
  stationId: string,
  transactionId = '4711',
  changes: Partial<TransactionEvent> = {},
): TransactionEvent {
  return event(stationId, 0, {
    kind: TransactionEventKind.STARTED,
    transactionId,
    naturalKey: `start/${transactionId}`,
    evseId: 1,
    connectorId: 1,
    idToken: { hash, type: 'ISO14443' },
    authorizationStatus: 'Accepted',
    meterStartWh: 1000,
    ...changes,
  })
}

/** 1.6 StopTransaction at minute 60, register at 8500.5 Wh, by another card. */
export function stop16(
  stationId: string,
  transactionId = '4711',
  changes: Partial<TransactionEvent> = {},
): TransactionEvent {
  return event(stationId, 60, {
    kind: TransactionEventKind.ENDED,
    transactionId,
    naturalKey: `stop/${transactionId}`,
    idToken: { hash: 'cd'.repeat(32), type: 'ISO14443' },
    authorizationStatus: 'Accepted',
    stoppedReason: 'Local',
    meterStopWh: 8500.5,
    ...changes,
  })
}

export function meterValues(
  stationId: string,
  minutes: number,
  transactionId: string,
  ...samples: SampledValue[]
): MeterValuesReported {
  return {
    origin: originOf(stationId, minutes, 'MeterValues'),
    transactionId,
    evseId: 1,
    connectorId: 1,
    sampledValues: samples,
    signedValues: [],
  }
}

/** 2.x: plugged in at 0, token at 1, charging from 2 to 40, idle until it is unplugged at 60; 6 kWh. */
export function session2x(stationId: string, transactionId = 'tx-2x'): TransactionEvent[] {
  const message = (seqNo: number, minutes: number, changes: Partial<TransactionEvent>) =>
    event(stationId, minutes, { transactionId, seqNo, naturalKey: `${transactionId}/${seqNo}`, ...changes })
  return [
    message(0, 0, {
      kind: TransactionEventKind.STARTED,
      evseId: 2,
      connectorId: 1,
      triggerReason: 'CablePluggedIn',
      chargingState: 'EVConnected',
      sampledValues: [registerSample(0, 50_000, 'Transaction.Begin')],
    }),
    message(1, 1, {
      triggerReason: 'Authorized',
      idToken: { hash, type: 'ISO14443' },
      authorizationStatus: 'Accepted',
    }),
    message(2, 2, { triggerReason: 'ChargingStateChanged', chargingState: 'Charging' }),
    message(3, 20, { triggerReason: 'MeterValuePeriodic', sampledValues: [registerSample(20, 53_000)] }),
    message(4, 40, {
      triggerReason: 'ChargingStateChanged',
      chargingState: 'SuspendedEV',
      sampledValues: [registerSample(40, 56_000)],
    }),
    message(5, 60, {
      kind: TransactionEventKind.ENDED,
      triggerReason: 'EVCommunicationLost',
      chargingState: 'Idle',
      stoppedReason: 'EVDisconnected',
      idToken: { hash: 'cd'.repeat(32), type: 'ISO14443' },
      sampledValues: [registerSample(60, 56_000, 'Transaction.End')],
    }),
  ]
}
