// Mutated frames: whatever a station sends, each CALL gets one valid answer and its events can be published.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { findAction } from './actions.ts'
import { parseFrame } from './frames.ts'
import { type StationEvent, stationEvents } from './station-events.ts'
import { call, everyDecision, exchange } from './testing.ts'

const seed = 20251201
const rounds = 6000

/** mulberry32: small, and the same everywhere. */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomFrom(seed)
const pick = <T>(choices: readonly T[], fallback: T): T => choices[Math.floor(random() * choices.length)] ?? fallback

const oddities: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e308,
  2 ** 53,
  1.5,
  true,
  [],
  {},
  [[]],
  [null],
  'x'.repeat(5000),
  '\0',
  '\ud800',
  '1970-01-01T00:00:00Z',
  { idTag: 'SECRET' },
  JSON.parse('{"__proto__":{"a":1}}'),
]

/** A copy with one place of it changed, dropped or joined by something odd. */
function mutate(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return pick(oddities, null)
  const entries = Object.entries(value)
  const chosen = Math.floor(random() * entries.length)
  const changed = entries.flatMap(([name, part], index): Array<[string, unknown]> => {
    if (index !== chosen) return [[name, part]]
    return random() < 0.2 ? [] : [[name, mutate(part)]]
  })
  if (Array.isArray(value)) return changed.map(([, part]) => part)
  if (random() < 0.1)
    changed.push([pick(['extra', '__proto__', 'idTag', 'constructor'], 'extra'), pick(oddities, null)])
  return Object.fromEntries(changed)
}

const file = readFileSync(new URL('../fixtures/station-frames.jsonl', import.meta.url), 'utf8')
const calls16 = file.split('\n').flatMap(line => {
  const frame = line === '' ? undefined : parseFrame(JSON.parse(line).frame, JSON.parse(line).version)
  return frame?.type === 'call' ? [{ version: '1.6' as const, action: frame.action, payload: frame.payload }] : []
})
const transaction = {
  eventType: 'Updated',
  timestamp: '2025-12-01T09:00:00Z',
  triggerReason: 'Authorized',
  seqNo: 4,
  transactionInfo: { transactionId: 'T', remoteStartId: 7 },
  evse: { id: 1, connectorId: 1 },
  idToken: { idToken: 'SECRET', type: 'ISO14443', additionalInfo: [{ additionalIdToken: 'SECRET', type: 't' }] },
  meterValue: [{ timestamp: 'T', sampledValue: [{ value: 5, unitOfMeasure: { unit: 'kWh', multiplier: -1 } }] }],
}
const report = {
  requestId: 1,
  generatedAt: 'T',
  seqNo: 0,
  reportData: [{ component: { name: 'C' }, variable: { name: 'V' }, variableAttribute: [{ value: '1' }] }],
}
const monitored = {
  eventId: 1,
  timestamp: 'T',
  trigger: 'Delta',
  actualValue: '1',
  eventNotificationType: 'CustomMonitor',
}
const notified = {
  generatedAt: 'T',
  seqNo: 0,
  eventData: [{ ...monitored, component: { name: 'C' }, variable: { name: 'V' } }],
}
const calls201 = [
  ['TransactionEvent', transaction],
  ['Authorize', { idToken: transaction.idToken }],
  ['MeterValues', { evseId: 1, meterValue: transaction.meterValue }],
  ['StatusNotification', { timestamp: 'T', connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }],
  ['BootNotification', { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } }],
  ['NotifyReport', report],
  ['DataTransfer', { vendorId: 'com.example', data: { idTag: 'SECRET' } }],
  ['NotifyEvent', notified],
].map(([action, payload]) => ({ version: '2.0.1' as const, action: String(action), payload }))

/** The bytes of an event as they would go to Kafka; throws where the codec does. */
function published<Event extends StationEvent>({ type, data }: Event): Uint8Array {
  const codec: { encode(data: Event['data']): { finish(): Uint8Array } } = stationEvents[type].codec
  return codec.encode(data).finish()
}

describe(`mutated calls (seed ${seed})`, () => {
  it('are each answered once, by a valid result or an error, with events that can be published and hold no token', () => {
    const outcomes = { results: 0, errors: 0 }
    for (let round = 0; round < rounds; round++) {
      const { version, action, payload } = pick([...calls16, ...calls201], calls201[0] ?? assert.fail())
      let mutated = mutate(payload)
      if (random() < 0.3) mutated = mutate(mutated)
      const frame = call(action, mutated)
      const shown = `${version} ${frame.slice(0, 400)}`
      const { events, reply } = exchange(version, frame, everyDecision)
      const [type, id, answer]: unknown[] = JSON.parse(reply)
      assert.equal(id, 'id-1', shown)
      if (type === 3) {
        outcomes.results++
        // A 2.x station that speaks 1.6 is answered in 1.6.
        const fitting = [version, '1.6' as const].map(one =>
          findAction(one, action, 'station')?.validateResponse(answer),
        )
        assert.ok(fitting.includes(undefined), `${shown}\n${reply}`)
      } else {
        outcomes.errors++
        assert.equal(type, 4)
        assert.deepEqual(events, [])
      }
      for (const event of events) {
        assert.equal(Buffer.from(published(event)).includes('SECRET'), false, shown)
        assert.ok(event.naturalKey.length < 512, shown)
      }
    }
    assert.ok(outcomes.results > rounds / 4 && outcomes.errors > rounds / 20, JSON.stringify(outcomes))
  })

  it('are read as some frame wherever they break off', () => {
    const frame = call('TransactionEvent', transaction)
    for (let end = 0; end < frame.length; end++) {
      const { type } = parseFrame(frame.slice(0, end), '2.0.1')
      assert.equal(type, 'invalid', frame.slice(0, end))
    }
  })
})
