// What stations say in mixed traffic: charge after charge, the same messages each, all numbered. Number n is said at n seconds after the
// start of the run by the station's own clock, so that whoever reads the topics afterwards knows which of them have arrived.

export interface Speaker {
  name: string
  version: '1.6' | '2.0.1'
  /** What StartTransaction was answered last (1.6). */
  transactionId: number
}

/** Messages of one charge: plugging in, start, readings, stop, unplugging. Of every twelve one is a heartbeat. */
export type ChargeLength = 12 | 48
const heartbeatEvery = 12
const heartbeatStep = 5
/** Where StartTransaction is: its answer holds what the next ones need. */
const startStep = 1

export const isHeartbeat = (n: number, length: ChargeLength) => (n % length) % heartbeatEvery === heartbeatStep
export const isStart = (n: number, length: ChargeLength) => n % length === startStep

/** Tokens that have to be known to authorization. */
export const idTokens: readonly string[] = Array.from(
  { length: 50 },
  (_, i) => `LOADTOKEN${String(i).padStart(4, '0')}`,
)

const phases = ['L1', 'L2', 'L3'] as const
const sample16 = (value: string, measurand: string, unit: string, phase = '') =>
  `{"value":"${value}","context":"Sample.Periodic","format":"Raw","measurand":"${measurand}",${phase && `"phase":"${phase}",`}"location":"Outlet","unit":"${unit}"}`
const rest16 = [
  sample16('11040.0', 'Power.Active.Import', 'W'),
  ...phases.map((phase, i) => sample16(`16.0${i}`, 'Current.Import', 'A', phase)),
  ...phases.map((phase, i) => sample16(`230.${i}`, 'Voltage', 'V', `${phase}-N`)),
  sample16('47', 'SoC', 'Percent'),
].join(',')

const sample2 = (value: string, measurand: string, unit: string, phase = '') =>
  `{"value":${value},"context":"Sample.Periodic","measurand":"${measurand}",${phase && `"phase":"${phase}",`}"location":"Outlet","unitOfMeasure":{"unit":"${unit}"}}`
const rest2 = [
  sample2('11040.5', 'Power.Active.Import', 'W'),
  ...phases.map((phase, i) => sample2(`16.0${i + 1}`, 'Current.Import', 'A', phase)),
  ...phases.map((phase, i) => sample2(`230.${i + 1}`, 'Voltage', 'V', `${phase}-N`)),
  sample2('47', 'SoC', 'Percent'),
].join(',')

/** Wh on the meter when message `n` is said. */
const register = (n: number) => 1000 + n * 250

/** Action and payload of message `n`; `startMs` is the time of message 0. */
export function messageOf(
  speaker: Speaker,
  n: number,
  length: ChargeLength,
  startMs: number,
): { action: string; payload: string } {
  if (isHeartbeat(n, length)) return { action: 'Heartbeat', payload: '{}' }
  const said: Said = {
    n,
    step: n % length,
    charge: Math.floor(n / length),
    at: new Date(startMs + n * 1000).toISOString(),
  }
  return speaker.version === '1.6' ? message16(speaker, said, length) : message2(speaker, said, length)
}

interface Said {
  n: number
  /** Within its charge. */
  step: number
  charge: number
  at: string
}

/** Which message it was that has this in a topic; undefined for one that was not said in traffic. */
export function numberOf(rawPayload: string, startMs: number): number | undefined {
  const at = /"timestamp":"([^"]{24})"/.exec(rawPayload)?.[1]
  if (at === undefined) return undefined
  const n = (Date.parse(at) - startMs) / 1000
  return Number.isInteger(n) && n >= 0 ? n : undefined
}

function status16(status: string, at: string) {
  const payload = `{"connectorId":1,"errorCode":"NoError","status":"${status}","timestamp":"${at}"}`
  return { action: 'StatusNotification', payload }
}

function message16({ transactionId }: Speaker, { n, step, charge, at }: Said, length: ChargeLength) {
  const tag = idTokens[charge % idTokens.length]
  switch (step) {
    case 0:
      return status16('Preparing', at)
    case startStep: {
      const payload = `{"connectorId":1,"idTag":"${tag}","meterStart":${register(n)},"timestamp":"${at}"}`
      return { action: 'StartTransaction', payload }
    }
    case 2:
      return status16('Charging', at)
    case length - 3:
      return status16('Finishing', at)
    case length - 2: {
      const payload = `{"transactionId":${transactionId},"meterStop":${register(n)},"timestamp":"${at}","reason":"Local"}`
      return { action: 'StopTransaction', payload }
    }
    case length - 1:
      return status16('Available', at)
    default: {
      const samples = `${sample16(`${register(n)}`, 'Energy.Active.Import.Register', 'Wh')},${rest16}`
      const payload = `{"connectorId":1,"transactionId":${transactionId},"meterValue":[{"timestamp":"${at}","sampledValue":[${samples}]}]}`
      return { action: 'MeterValues', payload }
    }
  }
}

function status2(status: string, at: string) {
  const payload = `{"timestamp":"${at}","connectorStatus":"${status}","evseId":1,"connectorId":1}`
  return { action: 'StatusNotification', payload }
}

function message2({ name }: Speaker, { n, step, charge, at }: Said, length: ChargeLength) {
  const values = () =>
    `"meterValue":[{"timestamp":"${at}","sampledValue":[${sample2(`${register(n)}`, 'Energy.Active.Import.Register', 'Wh')},${rest2}]}]`
  if (step === 0) return status2('Occupied', at)
  if (step === length - 1) return status2('Available', at)
  if (step === length - 3) return { action: 'MeterValues', payload: `{"evseId":1,${values()}}` }
  // Steps before it that are no TransactionEvent: the status at the beginning, heartbeats, and the reading outside of the transaction.
  const others =
    1 + Math.floor((step + heartbeatEvery - 1 - heartbeatStep) / heartbeatEvery) + Number(step > length - 3)
  const seqNo = step - others
  const event = (eventType: string, triggerReason: string, state: string, more: string) => {
    const info = `"transactionInfo":{"transactionId":"${name}-${charge}","chargingState":"${state}"}`
    const head = `"eventType":"${eventType}","timestamp":"${at}","triggerReason":"${triggerReason}","seqNo":${seqNo}`
    return { action: 'TransactionEvent', payload: `{${head},${info},${more}}` }
  }
  const evse = '"evse":{"id":1,"connectorId":1}'
  const token = `"idToken":{"idToken":"${idTokens[charge % idTokens.length]}","type":"ISO14443"}`
  if (step === startStep) return event('Started', 'Authorized', 'EVConnected', `${evse},${token},${values()}`)
  if (step === 2) return event('Updated', 'ChargingStateChanged', 'Charging', evse)
  if (step === length - 2) return event('Ended', 'StopAuthorized', 'EVConnected', `${evse},${token},${values()}`)
  return event('Updated', 'MeterValuePeriodic', 'Charging', `${evse},${values()}`)
}

export function bootOf({ name, version }: Speaker): string {
  return version === '1.6'
    ? `{"chargePointVendor":"Chargeplane","chargePointModel":"Load","chargePointSerialNumber":"${name}","firmwareVersion":"1.0"}`
    : `{"reason":"PowerUp","chargingStation":{"model":"Load","vendorName":"Chargeplane","serialNumber":"${name}","firmwareVersion":"1.0"}}`
}
