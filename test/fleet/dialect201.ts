// OCPP 2.0.1 as a simulated station speaks it.
import { accept, type Dialect, list, number, type Outgoing, object, text } from './dialect.ts'
import type { Json } from './link.ts'
import { chargingState, type Session } from './session.ts'

function sampled(session: Session, now: Date, context: string): Json {
  const amps = session.powerW / 230 / session.car.phases
  return {
    timestamp: now.toISOString(),
    sampledValue: [
      { value: session.meterWh, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' }, context },
      { value: session.powerW / 1000, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'kW' }, context },
      ...['L1', 'L2', 'L3'].slice(0, session.car.phases).map(phase => ({
        value: Number(amps.toFixed(1)),
        measurand: 'Current.Import',
        unitOfMeasure: { unit: 'A' },
        phase,
        context,
      })),
    ],
  }
}

interface Moment {
  eventType: 'Started' | 'Updated' | 'Ended'
  triggerReason: string
  context: string
  now: Date
  offline: boolean
}

function transactionEvent(session: Session, moment: Moment): Outgoing {
  const ended = moment.eventType === 'Ended'
  return {
    action: 'TransactionEvent',
    payload: {
      eventType: moment.eventType,
      timestamp: moment.now.toISOString(),
      triggerReason: moment.triggerReason,
      seqNo: session.seqNo,
      ...(moment.offline ? { offline: true } : {}),
      transactionInfo: {
        transactionId: session.transactionId,
        chargingState: ended ? 'Idle' : chargingState(session),
        ...(ended ? { stoppedReason: session.stopReason ?? 'EVDisconnected' } : {}),
        ...(session.remoteStartId === undefined ? {} : { remoteStartId: session.remoteStartId }),
      },
      evse: { id: session.connector, connectorId: 1 },
      ...(moment.eventType === 'Updated' ? {} : { idToken: { idToken: session.idToken, type: 'ISO14443' } }),
      meterValue: [sampled(session, moment.now, moment.context)],
    },
  }
}

function setChargingProfile(
  payload: Json,
  setLimit: (p: { id: number; purpose: string; connector: number; limitA: number }) => boolean,
): Json {
  const profile = object(payload.chargingProfile)
  const limitA = number(list(list(profile.chargingSchedule)[0]?.chargingSchedulePeriod)[0]?.limit)
  if (limitA === undefined) return accept(false)
  const purpose = text(profile.chargingProfilePurpose)
  return accept(setLimit({ id: number(profile.id) ?? 0, purpose, connector: number(payload.evseId) ?? 0, limitA }))
}

export const dialect201: Dialect = {
  subprotocol: 'ocpp2.0.1',
  boot: identity => ({
    action: 'BootNotification',
    payload: {
      reason: 'PowerUp',
      chargingStation: {
        vendorName: 'Simulated',
        model: 'AC22',
        serialNumber: identity.slice(0, 25),
        firmwareVersion: '2.0.1',
      },
    },
  }),
  heartbeat: { action: 'Heartbeat', payload: {} },
  authorize: idToken => ({ action: 'Authorize', payload: { idToken: { idToken, type: 'ISO14443' } } }),
  // idTokenInfo is absent when the request carried no token: nothing was refused.
  accepted: answer => !answer.idTokenInfo || text(object(answer.idTokenInfo).status) === 'Accepted',
  status: (connector, session, now) => ({
    action: 'StatusNotification',
    payload: {
      timestamp: now.toISOString(),
      connectorStatus: session ? 'Occupied' : 'Available',
      evseId: connector,
      connectorId: 1,
    },
  }),
  start: (session, offline) =>
    transactionEvent(session, {
      eventType: 'Started',
      triggerReason: session.remoteStartId === undefined ? 'Authorized' : 'RemoteStart',
      context: 'Transaction.Begin',
      now: session.startedAt,
      offline,
    }),
  started: () => undefined,
  meter: (session, now, offline) =>
    transactionEvent(session, {
      eventType: 'Updated',
      triggerReason: 'MeterValuePeriodic',
      context: 'Sample.Periodic',
      now,
      offline,
    }),
  stop: (session, offline) =>
    transactionEvent(session, {
      eventType: 'Ended',
      triggerReason: session.stopReason === 'Remote' ? 'RemoteStop' : 'EVDeparted',
      context: 'Transaction.End',
      now: session.endedAt ?? session.startedAt,
      offline,
    }),
  onCall(action, payload, control) {
    switch (action) {
      case 'RequestStartTransaction': {
        const idToken = text(object(payload.idToken).idToken)
        const remoteStartId = number(payload.remoteStartId)
        return accept(control.start({ connector: number(payload.evseId) ?? 1, idToken, remoteStartId }))
      }
      case 'RequestStopTransaction':
        return accept(control.stop(text(payload.transactionId)))
      case 'SetChargingProfile':
        return setChargingProfile(payload, control.setLimit)
      case 'ClearChargingProfile':
        return { status: control.clearLimit(number(payload.chargingProfileId)) ? 'Accepted' : 'Unknown' }
      case 'TriggerMessage':
        return accept(control.trigger(text(payload.requestedMessage)))
      case 'Reset':
        return accept(control.reset())
      case 'SetVariables':
        return {
          setVariableResult: list(payload.setVariableData).map(v => ({
            attributeStatus: 'Accepted',
            component: object(v.component),
            variable: object(v.variable),
          })),
        }
      case 'GetVariables':
        return {
          getVariableResult: list(payload.getVariableData).map(v => ({
            attributeStatus: 'UnknownVariable',
            component: object(v.component),
            variable: object(v.variable),
          })),
        }
      case 'GetBaseReport':
        return { status: 'NotSupported' }
      case 'DataTransfer':
        return { status: 'UnknownVendorId' }
      default:
        return undefined
    }
  },
}
