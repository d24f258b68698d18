import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkPromises, type Promised, readPromiseTests } from './promises.ts'
import { renderSecurity } from './render-security.ts'

const mark = 'promise'
const section = (...promises: Promised[]) => [{ section: 'Identity', promises }]
const one = { number: 1, promise: 'nobody comes in', sources: 'A00' }

describe('readPromiseTests', () => {
  it('finds one promise or several in a title, with what the test says', () => {
    const text = `it('${mark} 3: refuses \\'it\\'', () => {})\nit(\`2.1 TC_A_01: ${mark}s 4, 5 and 6: at \${place}\`)\nit('a promise is kept')`
    assert.deepEqual(readPromiseTests('a.test.ts', text), [
      { file: 'a.test.ts', numbers: [3], title: "refuses 'it'" },
      { file: 'a.test.ts', numbers: [4, 5, 6], title: 'at …' },
    ])
  })
})

describe('checkPromises', () => {
  const test = { file: 'a.test.ts', numbers: [1], title: 'closed' }
  it('wants a test or a reason, and not both', () => {
    checkPromises(section(one), [test])
    checkPromises(section({ ...one, uncovered: 'needs a dish' }), [])
    assert.throws(() => checkPromises(section(one), []), /no test names promise 1/)
    assert.throws(() => checkPromises(section({ ...one, uncovered: 'x' }), [test]), /has tests and a reason/)
  })
  it('refuses a test of a promise that was not made', () => {
    assert.throws(() => checkPromises(section(one), [test, { ...test, numbers: [99] }]), /names promise 99/)
  })
})

describe('renderSecurity', () => {
  it('links each promise to its tests, its long form, or the reason why there is none', () => {
    const page = renderSecurity(
      section(
        { ...one, command: './chargeplane bench x' },
        { number: 2, promise: 'b', sources: 'B', uncovered: 'no | dish' },
      ),
      [{ file: 'test/a.test.ts', numbers: [1], title: 'closed' }],
    )
    assert.match(page, /^# Security/)
    assert.match(
      page,
      /\| 1 \| nobody comes in \| A00 \| \[closed\]\(\.\.\/test\/a\.test\.ts\); at full scale: `\.\/chargeplane bench x` \|/,
    )
    assert.match(page, /\| 2 \| b \| B \| No test: no \\\| dish \|/)
  })
})
