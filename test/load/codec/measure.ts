// One kind after the other, each in rounds of JSON.parse and of the whole way in turns: other load of the machine weighs on both alike.
import { encodeEvent, type NewEvent } from '@chargeplane/events'
import { type Decided, encodeResult, parseFrame, receiveCall, type StationEvent } from '@chargeplane/ocpp'
import { accepted, booted, contextFor, tolerant } from '@chargeplane/ocpp/testing'
import { median } from '../rounds/report.ts'
import { type Kind, kinds } from './kinds.ts'

export interface Measured {
  readonly name: string
  readonly bytes: number
  readonly parseUs: number
  /** Parse, find the row, validate, translate, encode the answer: libs/ocpp. */
  readonly codecUs: number
  readonly ratio: number
  /** The same with the event as the record that goes to Kafka: libs/events. */
  readonly recordRatio: number
  readonly promised?: number
}

const decided: Decided = { boot: booted, authorize: accepted }
/** What an edge makes once a process or a session. */
const session = contextFor('')
const now = session.receivedAt

/** Everything between the text of a frame and the answer and events that it becomes; throws for a frame that is refused. */
export function work({ version, frame: text }: Kind): { answer: string; events: readonly StationEvent[] } {
  const frame = parseFrame(text, version)
  if (frame.type !== 'call') throw new Error(`a frame of the benchmark is ${frame.type}`)
  const received = receiveCall(version, frame, tolerant)
  if (received.type === 'refused') throw received.failure
  const { row, request, schemaFault, quirks } = received
  const { payloadText, signed } = frame
  const context = { ...session, version: row.version, payloadText, schemaFault, quirks, signed }
  row.ask?.(request, context)
  const answer = encodeResult(frame.id, row.answer(request, context, decided))
  return { answer, events: row.events(request, context, decided) }
}

/** Events as the records that are produced to Kafka. */
function record(events: readonly StationEvent[]): number {
  const time = now.toISOString()
  let bytes = 0
  for (const { type, subject, naturalKey, data } of events) {
    const event: NewEvent = { type, tenant: 'default', subject, id: naturalKey, time, data }
    bytes += encodeEvent(event, '/chargeplane/edge').value?.length ?? 0
  }
  return bytes
}

/** Microseconds a call takes, by running it for about `ms`. */
function time(ms: number, once: () => unknown): number {
  const started = performance.now()
  let count = 0
  let elapsed = 0
  while (elapsed < ms) {
    for (let i = 0; i < 50; i++) once()
    count += 50
    elapsed = performance.now() - started
  }
  return (elapsed * 1000) / count
}

export function measureKinds(rounds: number, roundMs: number): Measured[] {
  return kinds.map(kind => {
    const parse = () => JSON.parse(kind.frame)
    const codec = () => work(kind)
    const whole = () => record(work(kind).events)
    // The compiler gets as long as a round, and the first kind a good while for what all have in common.
    for (const once of [parse, codec, whole]) time(roundMs * 3, once)
    const turns = Array.from({ length: rounds }, () => [parse, codec, whole].map(once => time(roundMs, once)))
    const middle = (pick: (turn: readonly number[]) => number) => median(turns.map(pick))
    return {
      name: kind.name,
      bytes: Buffer.byteLength(kind.frame),
      parseUs: middle(([parsed = 0]) => parsed),
      codecUs: middle(([, coded = 0]) => coded),
      ratio: middle(([parsed = 0, coded = 0]) => coded / parsed),
      recordRatio: middle(([parsed = 0, , recorded = 0]) => recorded / parsed),
      ...(kind.promised !== undefined && { promised: kind.promised }),
    }
  })
}

/** Prints and answers whether every promised multiple was kept. */
export function printKinds(measured: readonly Measured[], asJson: boolean): boolean {
  const met = measured.every(({ ratio, promised }) => promised === undefined || ratio <= promised)
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ measured, met })}\n`)
    return met
  }
  const line = (cells: readonly string[]) =>
    `${cells[0]?.padEnd(28)}${cells
      .slice(1)
      .map(cell => cell.padStart(14))
      .join('')}\n`
  process.stdout.write(line(['message', 'bytes', 'JSON.parse us', 'codec us', 'multiple', 'promised', 'with record']))
  for (const { name, bytes, parseUs, codecUs, ratio, recordRatio, promised } of measured) {
    const [parsed = '', coded = '', times = '', recorded = ''] = [parseUs, codecUs, ratio, recordRatio].map(figure =>
      figure.toFixed(2),
    )
    const promise = promised === undefined ? '' : `<= ${promised}`
    process.stdout.write(line([name, String(bytes), parsed, coded, times, promise, recorded]))
  }
  return met
}
