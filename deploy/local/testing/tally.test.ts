import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { exitCodeOf, readTally, sum } from './tally.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-tally-'))
after(() => rmSync(directory, { recursive: true }))

describe('a tally', () => {
  it('counts what proves nothing as failed', () => {
    const counts = { tests: 9, passed: 3, failed: 1, cancelled: 1, skipped: 2, todo: 2, suites: 4, topLevel: 5 }
    assert.deepEqual(readTally(JSON.stringify(counts)), { passed: 3, failed: 6 })
  })

  it('takes a run that said nothing for failed', () => {
    assert.deepEqual(readTally(''), { passed: 0, failed: 1 })
    assert.deepEqual(readTally('null\n'), { passed: 0, failed: 1 })
  })

  it('adds up', () => {
    assert.deepEqual(sum([]), { passed: 0, failed: 0 })
    assert.deepEqual(
      sum([
        { passed: 1, failed: 2 },
        { passed: 3, failed: 0 },
      ]),
      { passed: 4, failed: 2 },
    )
  })

  it('is a success only when something passed and nothing failed', () => {
    assert.equal(exitCodeOf({ passed: 1, failed: 0 }), 0)
    assert.equal(exitCodeOf({ passed: 5, failed: 1 }), 1)
    assert.equal(exitCodeOf({ passed: 0, failed: 0 }), 1)
  })
})

describe('the tally reporter', () => {
  it('writes the totals of all files, a file that does not even load included', async () => {
    const files = {
      'a.test.mjs': `import { it } from 'node:test'; it('x', () => {}); it('y', () => { throw new Error('as meant') }); it.skip('z')`,
      'b.test.mjs': `import { describe, it } from 'node:test'; describe('s', () => { it('x', () => {}); it.todo('t') })`,
      'c.test.mjs': `import './missing.mjs'`,
    }
    const paths = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(directory, name), text)
      return join(directory, name)
    })
    const totals = join(directory, 'totals')
    const reporter = new URL('tally-reporter.ts', import.meta.url).pathname
    const args = ['--test', `--test-reporter=${reporter}`, `--test-reporter-destination=${totals}`, ...paths]
    // A test run inside a test is refused by node unless it is told nothing of the outer one.
    const { NODE_TEST_CONTEXT: _outer, ...env } = process.env
    const [code] = await once(spawn(process.execPath, args, { env, stdio: 'ignore' }), 'exit')
    assert.equal(code, 1)
    assert.deepEqual(readTally(readFileSync(totals, 'utf8')), { passed: 2, failed: 4 })
  })
})
