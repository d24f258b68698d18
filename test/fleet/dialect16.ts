// OCPP 1.6J as a simulated station speaks it.
import { accept, type Dialect, list, number, type Outgoing, object, text } from './dialect.ts'
import type { Json } from './link.ts'
import { chargingState, type Session } from './session.ts'

const statusOf = { Charging: 'Charging', SuspendedEV: 'SuspendedEV', SuspendedEVSE: 'SuspendedEVSE' } as const

function sampled(session: Session, now: Date, context: string): Json {
  const amps = session.powerW / 230 / session.car.phases
  return {
    timestamp: now.toISOString(),
    sampledValue: [
      { value: String(session.meterWh), measurand: 'Energy.Active.Import.Register', unit: 'Wh', context },
      { value: (session.powerW / 1000).toFixed(3), measurand: 'Power.Active.Import', unit: 'kW', context },
      ...['L1', 'L2', 'L3']
        .slice(0, session.car.phases)
        .map(phase => ({ value: amps.toFixed(1), measurand: 'Current.Import', unit: 'A', phase, context })),
      { value: '230.0', measurand: 'Voltage', unit: 'V', phase: 'L1-N', context },
    ],
  }
}

function meterValues(session: Session, now: Date): Outgoing {
  return {
    action: 'MeterValues',
    payload: {
      connectorId: session.connector,
      transactionId: Number(session.transactionId),
      meterValue: [sampled(session, now, 'Sample.Periodic')],
    },
  }
}

export const dialect16: Dialect = {
  subprotocol: 'ocpp1.6',
  boot: identity => ({
    action: 'BootNotification',
    payload: {
      chargePointVendor: 'Simulated',
      chargePointModel: 'AC22',
      chargePointSerialNumber: identity.slice(0, 25),
      firmwareVersion: '1.6.0',
    },
  }),
  heartbeat: { action: 'Heartbeat', payload: {} },
  authorize: idToken => ({ action: 'Authorize', payload: { idTag: idToken } }),
  accepted: answer => text(object(answer.idTagInfo).status) === 'Accepted',
  status: (connector, session, now) => ({
    action: 'StatusNotification',
    payload: {
      connectorId: connector,
      errorCode: 'NoError',
      status: session ? statusOf[chargingState(session)] : 'Available',
      timestamp: now.toISOString(),
    },
  }),
  start: session => ({
    action: 'StartTransaction',
    payload: {
      connectorId: session.connector,
      idTag: session.idToken,
      meterStart: session.meterStartWh,
      timestamp: session.startedAt.toISOString(),
    },
  }),
  started(session, answer) {
    session.transactionId = String(answer.transactionId)
  },
  meter: meterValues,
  stop: session => ({
    action: 'StopTransaction',
    payload: {
      transactionId: Number(session.transactionId),
      idTag: session.idToken,
      meterStop: session.meterWh,
      timestamp: (session.endedAt ?? session.startedAt).toISOString(),
      reason: session.stopReason === 'Remote' ? 'Remote' : 'EVDisconnected',
      transactionData: [sampled(session, session.endedAt ?? session.startedAt, 'Transaction.End')],
    },
  }),
  onCall(action, payload, control) {
    switch (action) {
      case 'RemoteStartTransaction':
        return accept(control.start({ connector: number(payload.connectorId) ?? 1, idToken: text(payload.idTag) }))
      case 'RemoteStopTransaction':
        return accept(control.stop(String(payload.transactionId)))
      case 'SetChargingProfile': {
        const profile = object(payload.csChargingProfiles)
        const limitA = number(list(object(profile.chargingSchedule).chargingSchedulePeriod)[0]?.limit)
        if (limitA === undefined) return accept(false)
        const purpose = text(profile.chargingProfilePurpose)
        const id = number(profile.chargingProfileId) ?? 0
        return accept(control.setLimit({ id, purpose, connector: number(payload.connectorId) ?? 0, limitA }))
      }
      case 'ClearChargingProfile':
        return { status: control.clearLimit(number(payload.id)) ? 'Accepted' : 'Unknown' }
      case 'TriggerMessage':
        return accept(control.trigger(text(payload.requestedMessage)))
      case 'Reset':
        return accept(control.reset())
      case 'ChangeConfiguration':
        return { status: 'Accepted' }
      case 'GetConfiguration':
        return { configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '1' }], unknownKey: [] }
      case 'DataTransfer':
        return { status: 'UnknownVendorId' }
      default:
        return undefined
    }
  },
}
