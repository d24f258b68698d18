import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withoutStrayCommas } from './stray-commas.ts'

describe('withoutStrayCommas', () => {
  const mended: [broken: string, value: unknown][] = [
    ['[,1]', [1]],
    ['[1,]', [1]],
    ['[1,,2]', [1, 2]],
    ['[ , , 1 , , ]', [1]],
    ['{,"a":[,{"b":1,},],}', { a: [{ b: 1 }] }],
    ['["[,", 1,]', ['[,', 1]],
    ['["a\\",,", ]', ['a",,']],
    ['[,]', []],
    ['[1],', [1]],
  ]
  for (const [broken, value] of mended) {
    it(`makes JSON of ${broken}`, () => assert.deepEqual(JSON.parse(withoutStrayCommas(broken) ?? ''), value))
  }

  it('has nothing to do where no comma is stray', () => {
    for (const text of ['[1,2]', '{"a":",,"}', '', 'hello', '["never ends,,', '[1 2]'])
      assert.equal(withoutStrayCommas(text), undefined, text)
  })

  it('joins nothing that was apart', () => {
    assert.equal(withoutStrayCommas('[1 2,]'), '[1 2]')
  })
})
