import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { size } from './model.ts'
import { inBytes, inDigits, render } from './table.ts'
import { costsOf } from './test-costs.ts'
import { workloadOf } from './workload.ts'

describe('inBytes', () => {
  it('has a unit and few digits', () => {
    assert.deepEqual([0, 999, 1500, 98_700_000, 4e12].map(inBytes), ['0 B', '999 B', '1.5 KB', '99 MB', '4.0 TB'])
  })
})

describe('inDigits', () => {
  it('keeps three that count', () => {
    assert.deepEqual([0, 0.01234, 7, 86.42, 123_456].map(inDigits), ['0', '0.0123', '7', '86.4', '123,000'])
  })
})

describe('render', () => {
  it('names the workload, every component, and where the costs come from', () => {
    const costs = costsOf(() => 100)
    const text = render(size(workloadOf('public', { stations: 250_000 }), costs), costs)
    assert.match(text, /^250,000 stations, security profile 2/)
    for (const name of [
      'edge',
      'stations',
      'authorization',
      'transactions',
      'smart-charging',
      'billing',
      'gateway',
      'Kafka',
      'Redis',
      'PostgreSQL',
      'in all',
    ])
      assert.match(text, new RegExp(`^${name} `, 'm'))
    assert.match(text, /measured on 2026-01-01 \(a machine; /)
    assert.doesNotMatch(text, /NaN|undefined|Infinity/)
  })
})
