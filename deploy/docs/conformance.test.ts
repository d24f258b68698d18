import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readCases, readTests, readUncovered } from './conformance-cases.ts'
import { renderConformance } from './render-conformance.ts'

const cases = readCases(
  '# who says so\nid\tversion\tprofile\tneed\nTC_001_CSMS\t1.6\t\t\nTC_B_01_CSMS\t2.0.1\tCore\tM\nTC_B_02_CSMS\t2.0.1\tCore\tM\nTC_B_01_CSMS\t2.1\tCore\t\n',
)
const source = `
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_B_01_CSMS', 'B01.FR.01'], version, 'boots', async scene => {})
  }
  certify(
    ['TC_001_CSMS'],
    '1.6',
    "says 'hello' | twice",
    async scene => {},
  )
`

describe('the page of conformance', () => {
  it('knows cases by id and version', () => {
    assert.deepEqual(
      cases.map(({ id, version }) => `${id} ${version}`),
      ['TC_001_CSMS 1.6', 'TC_B_01_CSMS 2.0.1', 'TC_B_02_CSMS 2.0.1', 'TC_B_01_CSMS 2.1'],
    )
  })

  it('reads a test for each version of its loop', () => {
    const file = 'b.test.ts'
    assert.deepEqual(readTests(file, source), [
      { file, ids: ['TC_B_01_CSMS', 'B01.FR.01'], version: '2.0.1', title: 'boots' },
      { file, ids: ['TC_B_01_CSMS', 'B01.FR.01'], version: '2.1', title: 'boots' },
      { file, ids: ['TC_001_CSMS'], version: '1.6', title: "says 'hello' | twice" },
    ])
  })

  it('reads a test for each row of ids', () => {
    const rows = `
  for (const version of ['2.0.1'] as const) {
    for (const [ids, status] of [
      [['TC_B_01_CSMS', 'B01.FR.01'], 'Accepted'],
      [
        ['TC_B_02_CSMS'],
        'Rejected',
      ],
    ] as const) {
      certify(ids, version, \`answers \${status}\`, async scene => {})
    }
  }`
    assert.deepEqual(readTests('r.test.ts', rows), [
      { file: 'r.test.ts', ids: ['TC_B_01_CSMS', 'B01.FR.01'], version: '2.0.1', title: 'answers …' },
      { file: 'r.test.ts', ids: ['TC_B_02_CSMS'], version: '2.0.1', title: 'answers …' },
    ])
  })

  it('stops at a call that it can not read', () => {
    assert.throws(() => readTests('x.test.ts', 'certify(list, version, title, body)'), /1 of 1 calls/)
    assert.throws(() => readTests('x.test.ts', "certify(['A'], version, 'b', c)"), /from nowhere/)
  })

  it('stops at a reason for what is no case, and at a second reason', () => {
    assert.throws(() => readUncovered(new Map([['a.json', '{"TC_X_CSMS 2.1":"?"}']]), cases), /is no case/)
    const twice = new Map([
      ['a.json', '{"TC_001_CSMS 1.6":"?"}'],
      ['b.json', '{"TC_001_CSMS 1.6":"?"}'],
    ])
    assert.throws(() => readUncovered(twice, cases), /has a reason already/)
  })

  it('counts, and names what is missing with its reason', () => {
    const reasons = readUncovered(new Map([['b.json', '{"TC_B_02_CSMS 2.0.1":"no TLS yet","rule 15":"later"}']]), cases)
    const page = renderConformance(cases, readTests('b.test.ts', source), reasons)
    assert.match(page, /## OCPP 2\.0\.1: 1 of 2\n/)
    assert.match(page, /\| TC_B_01_CSMS \| boots \| \[b\.test\.ts\]\(\.\.\/test\/conformance\/b\.test\.ts\) \|/)
    assert.match(page, /\| TC_B_02_CSMS \| no TLS yet \|/)
    assert.match(page, /says 'hello' \\\| twice/)
    assert.match(page, /`B01\.FR\.01`/)
    assert.match(page, /\| rule 15 \| later \|/)
  })
})
