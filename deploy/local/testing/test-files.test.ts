import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { root } from '../platform/paths.ts'
import { findTests } from './test-files.ts'

const tree = mkdtempSync(join(tmpdir(), 'chargeplane-files-'))
after(() => rmSync(tree, { recursive: true }))
const files = [
  'libs/a/src/a.test.ts',
  'libs/a/src/a.ts',
  'libs/a/src/deep/b.test.ts',
  'libs/a/dist/a.test.ts',
  'libs/a/node_modules/x/src/x.test.ts',
  'services/s/src/s.test.ts',
  'deploy/local/cli/c.test.ts',
  'deploy/local/whole.suite.test.ts',
  'deploy/node_modules/y/y.test.ts',
  'test/fleet/car.test.ts',
  'test/failure/kill.test.ts',
  'test/integration/charge.test.ts',
  'test/integration/deep/charge.test.ts',
  'test/conformance/c.test.ts',
]
for (const file of files) {
  mkdirSync(join(tree, dirname(file)), { recursive: true })
  writeFileSync(join(tree, file), '')
}

describe('findTests', () => {
  it('finds those beside the code and the suites, and leaves out what is built or installed', () => {
    assert.deepEqual(findTests(tree), [
      'deploy/local/cli/c.test.ts',
      'deploy/local/whole.suite.test.ts',
      'libs/a/src/a.test.ts',
      'libs/a/src/deep/b.test.ts',
      'services/s/src/s.test.ts',
      'test/conformance/c.test.ts',
      'test/failure/kill.test.ts',
      'test/fleet/car.test.ts',
      'test/integration/charge.test.ts',
      'test/integration/deep/charge.test.ts',
    ])
  })

  it('takes files and directories by name, from where the caller is, each test once', () => {
    assert.deepEqual(findTests(tree, ['a.test.ts', 'deep'], join(tree, 'libs/a/src')), [
      'libs/a/src/a.test.ts',
      'libs/a/src/deep/b.test.ts',
    ])
    const twice = findTests(tree, ['test/failure', join(tree, 'test/failure/kill.test.ts')], tree)
    assert.deepEqual(twice, ['test/failure/kill.test.ts'])
    assert.deepEqual(findTests(tree, ['.'], tree), findTests(tree))
  })

  it('refuses by name what is not there and what is no test', () => {
    const refusal = (name: string, message: RegExp) =>
      assert.throws(() => findTests(tree, [name], tree), { code: 'invalid_argument', field: name, message })
    refusal('libs/a/src/missing.test.ts', /there is no file 'libs\/a\/src\/missing\.test\.ts'/)
    refusal('libs/a/src/a.ts', /is not a test/)
    refusal('libs/a/dist', /holds no test/)
  })

  it('finds every test that this repository has', () => {
    const found = findTests(root)
    assert.ok(found.includes('deploy/local/testing/test-files.test.ts'))
    assert.ok(found.includes('deploy/local/whole.suite.test.ts'))
  })
})
