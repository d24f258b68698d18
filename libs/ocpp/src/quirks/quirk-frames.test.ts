// fixtures/quirk-frames.jsonl: what a station sends, what it is answered, what event comes out of it, and what strictness makes of it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { findAction } from '../actions.ts'
import { parseFrame } from '../frames.ts'
import { receiveCall } from '../receive.ts'
import { everyDecision, exchange, onlyEvent, tolerant } from '../testing.ts'
import type { OcppVersion } from '../versions.ts'
import { quirkIds } from './ids.ts'

interface QuirkFrame {
  id: string
  version: OcppVersion
  frame: string
  /** 'result', 'none', or the code of a CALLERROR. */
  reply: string
  /** Fields of the answer. */
  answer?: Record<string, unknown>
  quirks: string[]
  strict: string
  /** Last part of the event's type; none for an action without events, or a refusal. */
  event?: string
  /** Fields of the event by path. */
  fields?: Record<string, unknown>
}

const file = readFileSync(new URL('../../fixtures/quirk-frames.jsonl', import.meta.url), 'utf8')
const cases = file.split('\n').flatMap((line): QuirkFrame[] => (line === '' ? [] : [JSON.parse(line)]))

/** 'result', 'none', or the code of the CALLERROR. */
function verdictOn({ version, frame }: QuirkFrame, strict: boolean): string {
  const parsed = parseFrame(frame, version, strict)
  if (parsed.type === 'invalid') return parsed.reply ? codeOf(version, parsed.failure.code) : 'none'
  const [type, , code]: [number, string, string] = JSON.parse(exchangeOf({ version, frame }, strict).reply)
  return type === 3 ? 'result' : code
}

const codeOf = (version: OcppVersion, code: string) =>
  code === 'format_violation' ? (version === '1.6' ? 'FormationViolation' : 'FormatViolation') : code

function exchangeOf({ version, frame }: Pick<QuirkFrame, 'version' | 'frame'>, strict = false) {
  return exchange(version, frame, everyDecision, {}, { strict })
}

function fieldAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((at: unknown, step) => (at instanceof Object ? Reflect.get(at, step) : undefined), value)
}

describe('quirks of stations', () => {
  for (const quirk of cases) {
    const { id, version, frame, reply, quirks, strict, event, fields = {} } = quirk
    it(`${id} (${version}): is answered ${reply}, strictly ${strict}`, () => {
      assert.deepEqual([verdictOn(quirk, false), verdictOn(quirk, true)], [reply, strict])
      if (reply === 'none') return
      const exchanged = exchangeOf(quirk)
      const [, answeredId, answer]: [number, string, Record<string, unknown>] = JSON.parse(exchanged.reply)
      assert.ok(frame.includes(JSON.stringify(answeredId)))
      for (const [name, value] of Object.entries(quirk.answer ?? {})) assert.deepEqual(answer[name], value, name)
      if (event === undefined) {
        const parsed = parseFrame(frame, version)
        assert.ok(parsed.type === 'call')
        const received = receiveCall(version, parsed, tolerant)
        assert.deepEqual(received.type === 'accepted' ? received.quirks : [], quirks)
        return assert.deepEqual(exchanged.events, [])
      }
      const { type, data } = onlyEvent(exchanged.events)
      assert.equal(type, `chargeplane.ocpp.v1.${event}`)
      assert.deepEqual(data.origin?.quirks, quirks)
      for (const [path, value] of Object.entries(fields)) assert.deepEqual(fieldAt(data, path) ?? null, value, path)
    })
  }

  it('leave the raw payload as it was sent', () => {
    for (const { version, frame, event } of cases) {
      if (event === undefined || /idTag|,[,\]}]|\[,/.test(frame)) continue
      const sent: [number, string, string, unknown] = JSON.parse(frame)
      const { origin } = onlyEvent(exchangeOf({ version, frame }).events).data
      assert.deepEqual(JSON.parse(origin?.rawPayload ?? ''), sent[3], frame)
    }
  })

  it('have a case for every quirk that a payload can have', () => {
    const found = new Set(cases.flatMap(({ quirks }) => quirks))
    const rare = ['short-list', 'long-list', 'out-of-range', 'no-pong', 'no-subprotocol', 'foreign-username']
    assert.deepEqual(
      quirkIds.filter(id => !found.has(id) && !rare.includes(id)),
      [],
    )
  })

  it('are answered in a way that fits the schema', () => {
    for (const { version, frame, reply, quirks } of cases) {
      if (reply !== 'result') continue
      const parsed = parseFrame(frame, version)
      assert.ok(parsed.type === 'call')
      const spoken = quirks.includes('v16-body') ? '1.6' : version
      const answer: [number, string, unknown] = JSON.parse(exchangeOf({ version, frame }).reply)
      assert.equal(findAction(spoken, parsed.action, 'station')?.validateResponse(answer[2]), undefined, frame)
    }
  })
})
