// One physical charge, as stations of each version tell it: a car charges 9.5 kWh in 40 minutes, is full, and leaves after an hour.
import { randomUUID } from 'node:crypto'
import type { OcppVersion } from '@chargeplane/ocpp'
import type { Json, WireStation } from '../harness/wire-station.ts'

export interface Clock {
  at(minutes: number): string
}

export const card = 'SAMECARD'

/** Hands back the id of the transaction. */
type Tell = (station: WireStation, clock: Clock) => Promise<string>

const status16 = (status: string, timestamp: string): Json => {
  return { connectorId: 1, errorCode: 'NoError', status, timestamp }
}

/** In kWh, as many 1.6 stations say it. */
const charge16: Tell = async (station, { at }) => {
  await station.result('StatusNotification', status16('Preparing', at(0)))
  await station.result('Authorize', { idTag: card })
  const start = { connectorId: 1, idTag: card, meterStart: 10_000, timestamp: at(0) }
  const { transactionId } = await station.result('StartTransaction', start)
  await station.result('StatusNotification', status16('Charging', at(0)))
  const reading = (minutes: number, kWh: string, watts: string) => {
    const energy = { value: kWh, measurand: 'Energy.Active.Import.Register', unit: 'kWh' }
    const power = { value: watts, measurand: 'Power.Active.Import', unit: 'W' }
    const meterValue = [{ timestamp: at(minutes), sampledValue: [energy, power] }]
    return station.result('MeterValues', { connectorId: 1, transactionId, meterValue })
  }
  await reading(20, '16.0', '14250')
  await reading(40, '19.5', '0')
  await station.result('StatusNotification', status16('SuspendedEV', at(40)))
  const stop = { transactionId, meterStop: 19_500, timestamp: at(60), reason: 'EVDisconnected' }
  await station.result('StopTransaction', stop)
  await station.result('StatusNotification', status16('Available', at(60)))
  return String(transactionId)
}

/** In Wh and kW, with a multiplier. */
const charge2: Tell = async (station, { at }) => {
  const idToken = { idToken: card, type: 'ISO14443' }
  const status = (connectorStatus: string, timestamp: string) =>
    station.result('StatusNotification', { timestamp, connectorStatus, evseId: 1, connectorId: 1 })
  await status('Occupied', at(0))
  await station.result('Authorize', { idToken })
  const transactionId = randomUUID()
  let seqNo = 0
  const say = (eventType: string, triggerReason: string, minutes: number, info: Json, more: Json) =>
    station.result('TransactionEvent', {
      eventType,
      timestamp: at(minutes),
      triggerReason,
      seqNo: seqNo++,
      transactionInfo: { transactionId, ...info },
      ...more,
    })
  const reading = (minutes: number, wh: number, context: string, power: Json[] = []) => {
    const energy = { value: wh, context, unitOfMeasure: { unit: 'Wh' } }
    return { meterValue: [{ timestamp: at(minutes), sampledValue: [energy, ...power] }] }
  }
  const watts = (value: number) => {
    return [{ value, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W', multiplier: 3 } }]
  }
  const charging = { chargingState: 'Charging' }
  const place = { evse: { id: 1, connectorId: 1 }, idToken }
  await say('Started', 'Authorized', 0, charging, { ...place, ...reading(0, 10_000, 'Transaction.Begin') })
  await say('Updated', 'MeterValuePeriodic', 20, charging, reading(20, 16_000, 'Sample.Periodic', watts(14.25)))
  const full = { chargingState: 'SuspendedEV' }
  await say('Updated', 'ChargingStateChanged', 40, full, reading(40, 19_500, 'Sample.Periodic', watts(0)))
  const end = { chargingState: 'Idle', stoppedReason: 'EVDisconnected' }
  await say('Ended', 'EVCommunicationLost', 60, end, reading(60, 19_500, 'Transaction.End'))
  await status('Available', at(60))
  return transactionId
}

export const tellers: Readonly<Record<OcppVersion, Tell>> = { '1.6': charge16, '2.0.1': charge2, '2.1': charge2 }
