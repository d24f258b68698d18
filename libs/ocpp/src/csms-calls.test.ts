import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v16 from '#v16'
import { csmsCalls } from './csms-calls.ts'

describe('csmsCalls', () => {
  it('makes a row of a schema pair', () => {
    const [row, ...more] = csmsCalls('1.6', v16, ['Reset'])
    assert.equal(more.length, 0)
    assert.deepEqual([row?.version, row?.action, row?.from], ['1.6', 'Reset', 'csms'])
    assert.equal(row?.validateRequest({ type: 'Hard' }), undefined)
    assert.equal(row?.validateRequest({ status: 'Accepted' })?.field, 'type')
    assert.equal(row?.validateResponse({ status: 'Accepted' }), undefined)
    assert.equal(row?.validateResponse({ type: 'Hard' })?.field, 'status')
  })
})
