import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { frenchKey, irishLetter, spanishLetter } from './vat-letters.ts'

const all = (check: (number: string) => boolean, numbers: string) => numbers.split(' ').map(check)

describe('check letters', () => {
  it('of Spain: persons, foreigners, companies by digit, by letter, by either', () => {
    assert.deepEqual(
      all(spanishLetter, '54362315K X5253868R M1234567L A58818501 Q2876031B G58378431'),
      Array(6).fill(true),
    )
    assert.deepEqual(all(spanishLetter, '54362315Z X5253868K A5881850A Q28760312 I1234567A'), Array(5).fill(false))
  })

  it('of France: old keys, new keys, Monaco', () => {
    assert.deepEqual(all(frenchKey, '40303265045 K7399859412 4Z123456782 53000004605'), Array(4).fill(true))
    assert.deepEqual(all(frenchKey, '41303265045 K8399859412 40303265046'), Array(3).fill(false))
  })

  it('of Ireland: one letter, two, and the old style', () => {
    assert.deepEqual(all(irishLetter, '6433435F 6433435OA 8D79739I'), Array(3).fill(true))
    assert.deepEqual(all(irishLetter, '6433435E 6433435OB 8D79738J'), Array(3).fill(false))
  })
})
