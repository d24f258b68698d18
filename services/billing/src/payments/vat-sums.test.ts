import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isMod1110, luhn, remainder, weighted } from './vat-sums.ts'

describe('the arithmetic of check digits', () => {
  it('finds any digit that is changed, and neighbours that are exchanged', () => {
    const good = '79927398713'
    assert.equal(luhn(good), 0)
    for (let place = 0; place < good.length; place++) {
      for (let digit = 0; digit < 10; digit++) {
        const changed = `${good.slice(0, place)}${digit}${good.slice(place + 1)}`
        assert.equal(luhn(changed) === 0, changed === good, changed)
      }
    }
    assert.notEqual(luhn('97927398713'), 0)
  })

  it('is ISO 7064 MOD 11,10', () => {
    assert.deepEqual(['33392005961', '136695976', '33392005962', '136695978'].map(isMod1110), [
      true,
      true,
      false,
      false,
    ])
  })

  it('weighs digits, and divides numbers of any length', () => {
    assert.equal(weighted('123', [3, 2, 1]), 10)
    assert.equal(remainder('123456789012345678901234567890', 97), Number(123456789012345678901234567890n % 97n))
  })
})
