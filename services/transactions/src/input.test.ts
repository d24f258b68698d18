import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkText, pageSize, requireId } from './input.ts'

describe('requireId', () => {
  it('takes what stations and operators call things', () =>
    assert.equal(requireId('DE*ABC*E1 #2', 'stationId'), 'DE*ABC*E1 #2'))

  for (const [what, value] of Object.entries({
    nothing: '',
    'a zero byte': 'a\0',
    'a line break': 'a\nb',
    'too much': 'x'.repeat(256),
  })) {
    it(`refuses ${what}`, () =>
      assert.throws(() => requireId(value, 'stationId'), { code: 'invalid_argument', field: 'stationId' }))
  }
})

describe('checkText', () => {
  it('takes nothing', () => assert.equal(checkText('', 'name'), ''))

  it('refuses a control character', () => assert.throws(() => checkText('\u001b[2J', 'name'), { field: 'name' }))
})

describe('pageSize', () => {
  it('is 100 unless asked', () => assert.equal(pageSize(0), 100))

  it('is what was asked for', () => assert.deepEqual([pageSize(1), pageSize(1000)], [1, 1000]))

  for (const size of [-1, 1001]) {
    it(`refuses ${size}`, () => assert.throws(() => pageSize(size), { code: 'invalid_argument', field: 'pageSize' }))
  }
})
