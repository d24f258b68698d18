// What real stations sent, frame by frame: fixtures/station-frames.jsonl names the source of each.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { findAction } from './actions.ts'
import { parseFrame } from './frames.ts'
import { everyDecision, exchange, onlyEvent } from './testing.ts'
import type { OcppVersion } from './versions.ts'

interface Fixture {
  source: string
  vendor: string
  version: OcppVersion
  frame: string
  quirk?: string
}

const file = readFileSync(new URL('../fixtures/station-frames.jsonl', import.meta.url), 'utf8')
const fixtures = file.split('\n').flatMap((line): Fixture[] => (line === '' ? [] : [JSON.parse(line)]))
const parsed = fixtures.map(fixture => ({ ...fixture, parsed: parseFrame(fixture.frame, fixture.version) }))

function titleOf({ vendor, frame, quirk }: Fixture): string {
  return `${vendor} ${frame.slice(0, 48).replaceAll('\n', ' ')}${quirk === undefined ? '' : ` (${quirk})`}`
}

describe('calls of real stations', () => {
  const calls = parsed.flatMap(fixture =>
    fixture.parsed.type === 'call' ? [{ ...fixture, call: fixture.parsed }] : [],
  )

  it('are all here', () => assert.equal(calls.length, 21))

  for (const fixture of calls) {
    const { action, id } = fixture.call
    it(`answers ${titleOf(fixture)}`, () => {
      const { events, reply } = exchange(fixture.version, fixture.frame, everyDecision)
      const [type, answeredId, answer]: unknown[] = JSON.parse(reply)
      assert.deepEqual([type, answeredId], [3, id])
      const row = findAction(fixture.version, action, 'station')
      assert.equal(row?.validateResponse(answer), undefined, 'our own answer fits its schema')
      if (row?.topic === 'none') assert.deepEqual(events, [])
      else assert.equal(onlyEvent(events).data.origin?.action, action)
    })
  }

  it('break their schema twice, and say so in the event', () => {
    const faults = calls.flatMap(({ version, frame }) => {
      const { events } = exchange(version, frame, everyDecision)
      return events.flatMap(({ data }) => (data.origin?.schemaFault ? [data.origin.schemaFault] : []))
    })
    assert.deepEqual(faults.sort(), [
      'connectorId is not a field of this message',
      'errorCode is not one of its allowed values',
    ])
  })
})

describe('answers of real stations', () => {
  for (const fixture of parsed.filter(({ parsed }) => parsed.type !== 'call')) {
    it(`reads ${titleOf(fixture)}`, () => {
      const { parsed } = fixture
      assert.ok(parsed.type === 'result' || parsed.type === 'error')
      const [, id]: unknown[] = JSON.parse(fixture.frame)
      assert.equal(parsed.id, id)
      if (parsed.type === 'error') assert.match(parsed.code, /^(FormatViolation|PropertyConstraintViolation)$/)
      else assert.deepEqual(Object.keys(parsed.payload ?? {}), ['status'])
    })
  }
})
