// One kind after the other, each in rounds of JSON.parse and of the whole way in turns: other load of the machine weighs on both alike.
import { encodeEvent, type NewEvent } from '@chargeplane/events'
import { type Decided, encodeResult, parseFrame, receiveCall } from '@chargeplane/ocpp'
import { accepted, booted, contextFor, tolerant } from '@chargeplane/ocpp/testing'
import { median } from '../rounds/report.ts'
import { type Kind, kinds } from './kinds.ts'

export interface Measured {
  readonly name: string
  readonly bytes: number
  readonly parseUs: number
  readonly wholeUs: number
  readonly ratio: number
  readonly promised?: number
}

const decided: Decided = { boot: booted, authorize: accepted }

/** Everything between the text of a frame and the texts and bytes that it becomes; throws for a frame that is refused. */
export function work({ version, frame: text }: Kind): { answer: string; events: number } {
  const frame = parseFrame(text, version)
  if (frame.type !== 'call') throw new Error(`a frame of the benchmark is ${frame.type}`)
  const received = receiveCall(version, frame, tolerant)
  if (received.type === 'refused') throw received.failure
  const { row, request, schemaFault, quirks } = received
  const context = contextFor(frame.payloadText, { version, schemaFault, quirks })
  row.ask?.(request, context)
  const answer = encodeResult(frame.id, row.answer(request, context, decided))
  const events = row.events(request, context, decided)
  for (const { type, subject, naturalKey, data } of events) {
    const event: NewEvent = { type, tenant: 'default', subject, id: naturalKey, data }
    encodeEvent(event, '/chargeplane/edge')
  }
  return { answer, events: events.length }
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
    const whole = () => work(kind)
    // The compiler gets as long as a round.
    time(roundMs, parse)
    time(roundMs, whole)
    const pairs = Array.from({ length: rounds }, () => ({ parse: time(roundMs, parse), whole: time(roundMs, whole) }))
    return {
      name: kind.name,
      bytes: Buffer.byteLength(kind.frame),
      parseUs: median(pairs.map(pair => pair.parse)),
      wholeUs: median(pairs.map(pair => pair.whole)),
      ratio: median(pairs.map(pair => pair.whole / pair.parse)),
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
  process.stdout.write(line(['message', 'bytes', 'JSON.parse us', 'whole way us', 'multiple', 'promised']))
  for (const { name, bytes, parseUs, wholeUs, ratio, promised } of measured) {
    const figures = [parseUs, wholeUs, ratio].map(figure => figure.toFixed(2))
    process.stdout.write(line([name, String(bytes), ...figures, promised === undefined ? '' : `<= ${promised}`]))
  }
  return met
}
