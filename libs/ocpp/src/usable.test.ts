import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstUnusable, listed, textBetween, textual, wholeNumber } from './usable.ts'

describe('firstUnusable', () => {
  const checks = { connectorId: wholeNumber, idTag: textual }

  it('names the first field that can not be worked with', () => {
    assert.equal(firstUnusable({ connectorId: '2', idTag: 12 }, checks), undefined)
    assert.equal(firstUnusable({ connectorId: 'two', idTag: 12 }, checks), 'connectorId')
    assert.equal(firstUnusable({ connectorId: 2, idTag: null }, checks), 'idTag')
    assert.equal(firstUnusable({}, checks), 'connectorId')
  })

  it('finds no field in what is no object', () => {
    assert.equal(firstUnusable([], checks), 'connectorId')
    assert.equal(firstUnusable(undefined, checks), 'connectorId')
  })
})

describe('checks', () => {
  it('take a lone object for a list', () => {
    assert.equal(listed({}), true)
    assert.equal(listed([]), true)
    assert.equal(listed(null), false)
    assert.equal(listed('[]'), false)
  })

  it('hold text to its length', () => {
    const check = textBetween(1, 3)
    assert.deepEqual([check(''), check('a'), check('abc'), check('abcd'), check(1)], [false, true, true, false, false])
  })
})
