import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Findings, keep, reach, resultOf, table } from './result.ts'

const findings = (met: boolean): Findings => ({
  mode: 'hold',
  about: 'ten stations',
  settings: { stations: 10 },
  figures: [{ what: 'ramp', value: 12.3456, unit: 's' }],
  promises: [keep('closes', met ? 0 : 3, 0, ''), reach('booted', 10, 10, 'stations')],
  notes: ['Nothing stopped it.'],
})

describe('resultOf', () => {
  it('names machine, commit and command, and is met when every promise is', () => {
    const result = resultOf(findings(true), 61.4)
    assert.equal(result.met, true)
    assert.equal(resultOf(findings(false), 1).met, false)
    assert.ok(result.machine.cores > 0 && result.machine.memoryGiB > 0 && result.machine.kernel !== '')
    assert.equal(result.seconds, 61)
    assert.match(result.command, /^\.\/chargeplane bench /)
  })

  it('takes a figure that is not known for a promise that is not kept', () => {
    assert.equal(keep('per station', Number.NaN, 3, 'KiB').met, false)
    assert.equal(reach('booted', Number.NaN, 3, '').met, false)
  })
})

describe('table', () => {
  it('has every figure, every promise and what broke it', () => {
    const text = table(resultOf(findings(false), 1))
    assert.match(text, /^hold: ten stations\n\d+ cores/)
    assert.match(text, /ramp +12\.3 s/)
    assert.match(text, /closes +3 +\(<= 0\) +BROKEN/)
    assert.match(text, /booted +10 stations +\(>= 10 stations\) +kept/)
    assert.match(text, /Nothing stopped it\.$/)
  })
})
