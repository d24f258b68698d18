// One piece of each kind of work, as the model of docs/scaling.md counts them.
import { idTokens } from '../client/speech.ts'
import type { Caller } from './caller.ts'

const boot = { chargePointVendor: 'Chargeplane', chargePointModel: 'Cost', firmwareVersion: '1.0' }
const phases = ['L1', 'L2', 'L3'] as const

/** Nine samples: what a station of alternating current says each minute. */
function reading(transactionId: number, count: number): object {
  const sample = (value: string, measurand: string, unit: string, phase?: string) => ({
    ...{ value, context: 'Sample.Periodic', format: 'Raw', measurand, location: 'Outlet', unit },
    ...(phase && { phase }),
  })
  const sampledValue = [
    sample(String(1000 + count), 'Energy.Active.Import.Register', 'Wh'),
    sample('11040.0', 'Power.Active.Import', 'W'),
    ...phases.map(phase => sample('16.0', 'Current.Import', 'A', phase)),
    ...phases.map(phase => sample('230.0', 'Voltage', 'V', `${phase}-N`)),
    sample('47', 'SoC', 'Percent'),
  ]
  return { connectorId: 1, transactionId, meterValue: [{ timestamp: new Date().toISOString(), sampledValue }] }
}

const status = (station: Caller, what: string) =>
  station.call('StatusNotification', {
    ...{ connectorId: 1, errorCode: 'NoError', status: what, timestamp: new Date().toISOString() },
  })

export async function start(station: Caller, count: number): Promise<number> {
  const idTag = idTokens[count % idTokens.length]
  const timestamp = new Date().toISOString()
  const { transactionId } = await station.call('StartTransaction', { connectorId: 1, idTag, meterStart: 0, timestamp })
  return Number(transactionId)
}

export const works = {
  boot: (station: Caller) => station.call('BootNotification', boot),
  heartbeat: (station: Caller) => station.call('Heartbeat', {}),
  meterValues: (station: Caller, count: number, transactionId: number) =>
    station.call('MeterValues', reading(transactionId, count)),
  async transaction(station: Caller, count: number) {
    await status(station, 'Preparing')
    const transactionId = await start(station, count)
    await status(station, 'Charging')
    const timestamp = new Date().toISOString()
    await station.call('StopTransaction', { transactionId, meterStop: 9000, timestamp, reason: 'Local' })
    await status(station, 'Finishing')
    await status(station, 'Available')
  },
} as const
