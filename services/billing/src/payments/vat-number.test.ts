import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { vatCountries } from './vat-countries.ts'
import { checkVatNumber } from './vat-number.ts'

/** Numbers that authorities and companies have published, and the same with one sign changed. */
const examples: readonly [good: string, bad: string][] = [
  ['ATU13585627', 'ATU13585626'],
  ['BE0428759497', 'BE0428759496'],
  ['BG175074752', 'BG175074751'],
  ['CY10259033P', 'CY10259033Z'],
  ['CZ25123891', 'CZ25123890'],
  ['DE136695976', 'DE136695978'],
  ['DK13585628', 'DK13585627'],
  ['EE100931558', 'EE100594103'],
  ['EL094259216', 'EL094259217'],
  ['ESB58378431', 'ESB58378432'],
  ['FI20774740', 'FI20774741'],
  ['FR40303265045', 'FR84323140391'],
  ['GB980780684', 'GB802311781'],
  ['HR33392005961', 'HR33392005962'],
  ['HU12892312', 'HU12892313'],
  ['IE6433435F', 'IE6433435E'],
  ['IT00743110157', 'IT00743110158'],
  ['LT119511515', 'LT100001919018'],
  ['LU15027442', 'LU15027443'],
  ['LV40003521600', 'LV40003521601'],
  ['MT11679112', 'MT11679113'],
  ['NL004495445B01', 'NL123456789B90'],
  ['PL8567346215', 'PL8567346216'],
  ['PT501964843', 'PT501964842'],
  ['RO18547290', 'RO18547291'],
  ['SE123456789701', 'SE123456789101'],
  ['SI50223054', 'SI50223055'],
  ['SK2022749619', 'SK2022749618'],
  ['XI980780684', 'XI980780685'],
]

describe('checkVatNumber', () => {
  for (const [good, bad] of examples) {
    it(`knows ${good.slice(0, 2)}`, () => {
      assert.deepEqual(checkVatNumber(good), { valid: true, vatNumber: good })
      assert.deepEqual(checkVatNumber(bad), { valid: false, problem: 'its check digit is wrong' })
    })
  }

  it('has an example for every country', () => {
    assert.deepEqual(examples.map(([good]) => good.slice(0, 2)).sort(), [...vatCountries.keys()].sort())
  })

  it('knows the other shapes that some countries have', () => {
    const others =
      'BG7523169263 CZ7103192745 CZ640903926 ES54362315K ESX5253868R ESM1234567L ESB64717838 FR23334175221 FRK7399859412 FR4Z123456782 GBGD001 ' +
      'IE6433435OA IE8D79739I LT100001919017 LV16117519997 NL002455799B11'
    for (const number of others.split(' ')) assert.equal(checkVatNumber(number).valid, true, number)
    assert.equal(checkVatNumber('ESZ1234567').valid, false)
    assert.equal(checkVatNumber('ESI1234567A').valid, false)
  })

  it('takes numbers as people write them', () => {
    assert.deepEqual(checkVatNumber(' gr 094.259-216 '), { valid: true, vatNumber: 'EL094259216' })
  })

  it('says what is wrong with any other', () => {
    const problem = (text: string) => {
      const checked = checkVatNumber(text)
      return checked.valid ? '' : checked.problem
    }
    assert.match(problem('136695976'), /^begins with none of AT, BE/)
    assert.match(problem('US123456789'), /^begins with none of/)
    assert.match(problem(''), /^begins with none of/)
    assert.equal(problem('DE12345'), 'has not the shape of one of DE')
    assert.equal(problem('DE136695976\u0000'), 'has not the shape of one of DE')
  })
})
