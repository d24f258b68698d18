import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { int32, int64, integer, list, number, object, text } from './read.ts'

describe('text', () => {
  it('takes text and numbers and nothing else', () => {
    assert.equal(text('a'), 'a')
    assert.equal(text(17), '17')
    for (const value of [undefined, null, true, {}, ['a']]) assert.equal(text(value), '')
  })

  it('lets no NUL through, which a database would choke on later', () => {
    assert.equal(text('a\0b\0'), 'a\ufffdb\ufffd')
  })
})

describe('number', () => {
  it('takes decimal numbers, also as text', () => {
    assert.equal(number(1.5), 1.5)
    for (const [written, value] of [
      ['165333.00', 165333],
      [' -2 ', -2],
      ['+.5', 0.5],
      ['5.', 5],
      ['1e3', 1000],
    ] as const) {
      assert.equal(number(written), value, written)
    }
  })

  it('takes nothing that no meter means as a number', () => {
    for (const value of [
      '',
      ' ',
      '0x1F',
      'Infinity',
      'NaN',
      '1,5',
      '12 Wh',
      '1e999',
      Number.POSITIVE_INFINITY,
      null,
      true,
      [1],
    ]) {
      assert.equal(number(value), undefined, JSON.stringify(value))
    }
  })
})

describe('integers', () => {
  it('are whole', () => {
    assert.equal(integer('12'), 12)
    assert.equal(integer(1.5), undefined)
    assert.equal(integer(2 ** 53), undefined)
  })

  it('fit the field that they are for', () => {
    assert.equal(int32(2 ** 31 - 1), 2 ** 31 - 1)
    assert.equal(int32(2 ** 31), 0)
    assert.equal(int32('x'), 0)
    assert.equal(int64(2 ** 40), 2n ** 40n)
    assert.equal(int64(1e300), undefined)
  })
})

describe('objects and lists', () => {
  it('make a list of one of a lone object, and none of anything else', () => {
    assert.deepEqual(list({ a: 1 }), [{ a: 1 }])
    assert.deepEqual(list('x'), [])
    assert.deepEqual(list(null), [])
  })

  it('drop entries that are no objects', () => {
    assert.deepEqual(list([{ a: 1 }, null, 3, [{}]]), [{ a: 1 }])
    const good = [{ a: 1 }]
    assert.equal(list(good), good, 'a good list is not copied')
  })

  it('read fields of nothing as absent', () => {
    assert.equal(object<{ a: string }>(null).a, undefined)
    assert.equal(object<{ a: string }>([1]).a, undefined)
  })
})
