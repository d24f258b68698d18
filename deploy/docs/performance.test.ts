import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Result, readResult, renderPerformance } from './render-performance.ts'

const measured: Result = {
  mode: 'memory-tls',
  about: '19000 idle stations (tls) in one edge process',
  command: './chargeplane bench memory --security tls',
  settings: {},
  figures: [
    { what: 'empty', value: 101.234, unit: 'MiB' },
    { what: 'longest', value: null, unit: 'ms' },
  ],
  promises: [
    { what: 'per idle station', promised: '<= 6 KiB', measured: '4.2 KiB', met: true },
    { what: 'unwanted closes', promised: '<= 0', measured: '3', met: false },
  ],
  notes: ['Memory of sockets in the kernel is not in it.'],
  at: '2026-11-25T16:10:00.000Z',
  seconds: 123,
  commit: 'abc',
  machine: { cores: 2, processor: 'x|y', memoryGiB: 24, kernel: '6.1', node: 'v24' },
}

describe('docs/performance.md', () => {
  it('shows a result under its mode, with the machine, the command, and what was not kept', () => {
    const page = renderPerformance([measured])
    const section = /## Memory per idle station[\s\S]*?(?=\n## )/.exec(page)?.[0] ?? ''
    assert.match(section, /`\.\/chargeplane bench memory --security tls` on 2026-11-25, commit abc, 123 s; 2 cores/)
    assert.match(section, /\| per idle station \| 4\.2 KiB \| <= 6 KiB \|/)
    assert.match(section, /\| unwanted closes \| 3 \| <= 0: \*\*not kept\*\* \|/)
    assert.match(section, /\| empty \| 101 MiB \|/)
    assert.match(section, /\| longest \| unknown ms \|/)
    assert.match(section, /Memory of sockets in the kernel/)
  })

  it('says of everything else that it was not measured, and how to', () => {
    const page = renderPerformance([measured])
    assert.match(page, /Not measured yet: `\.\/chargeplane bench hold`/)
    assert.doesNotMatch(page, /Not measured yet: `\.\/chargeplane bench memory`/)
  })

  it('reads results, and refuses what is none by name', () => {
    assert.deepEqual(readResult('a.json', JSON.stringify({ ...measured, settings: {}, met: false })), measured)
    assert.throws(() => readResult('b.json', '{"mode":"hold"}'), /b\.json is no result.*bench/)
  })
})
