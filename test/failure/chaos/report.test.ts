import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChaosResult } from './chaos.ts'
import { crashed, readLogs } from './processes.ts'
import { isWell, reportText } from './report.ts'

const well: ChaosResult = {
  seed: 'abc',
  violations: { missing: [], order: [] },
  counts: { sessions: 12 },
  faults: { 'kill edge': 3 },
  errors: { 'edge 0: something': 2 },
  journal: '/somewhere',
}

describe('the report of a chaos run', () => {
  it('counts, and is silent about the journal where all is well', () => {
    const text = reportText(well, 'again')
    assert.ok(isWell(well))
    assert.match(text, /kill edge +3/)
    assert.match(text, /edge 0: something +2/)
    assert.doesNotMatch(text, /somewhere/)
  })

  it('names violations, where the journal is, and how to see them again', () => {
    const ill = {
      ...well,
      violations: { ...well.violations, order: Array.from({ length: 12 }, (_, i) => `wrong ${i}`) },
    }
    const text = reportText(ill, 'do it again')
    assert.ok(!isWell(ill))
    assert.match(text, /wrong 9\n {2}and 2 more/)
    assert.match(text, /\/somewhere\/journal\.ndjson/)
    assert.match(text, /The same again: do it again$/)
  })
})

describe('processes', () => {
  const named = (name: string, pid: number | undefined) => ({
    name,
    pid,
    log: [],
    noise: [],
    opsUrl: '',
    start: async () => undefined,
    stop: async () => null,
    signal: () => undefined,
  })

  it('that are gone are found, but for those that are hurt', () => {
    const processes = [named('here', process.pid), named('gone', undefined), named('hurt', undefined)]
    assert.deepEqual(
      crashed({ processes }, new Set(['hurt'])).map(({ name }) => name),
      ['gone'],
    )
  })

  it('show promises that nobody handled, what is no log line, and how often which error', () => {
    const log = [
      { level: 'error', message: 'unhandled rejection' },
      { level: 'error', message: 'a failure' },
      { level: 'error', message: 'a failure' },
      { level: 'info', message: 'unhandled is a word too' },
    ]
    const { unhandled, errors } = readLogs([{ name: 'edge 0', log, noise: ['TypeError: x'] }])
    assert.equal(unhandled.length, 2)
    assert.deepEqual(errors, { 'edge 0: unhandled rejection': 1, 'edge 0: a failure': 2 })
  })
})
