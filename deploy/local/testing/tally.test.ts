import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { exitCodeOf, readTallies, sum } from './tally.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-tally-'))
after(() => rmSync(directory, { recursive: true }))

describe('a tally', () => {
  it('is read from whole lines, also when the process was killed while it wrote', () => {
    const text = `${JSON.stringify({ name: 'a', passed: 3, failed: 1 })}\n{"name":"b","pas`
    assert.deepEqual(readTallies(text), [{ name: 'a', passed: 3, failed: 1 }])
    assert.deepEqual(readTallies(''), [])
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
  it('tells of each suite and test at the top; what is left out, and a hook that fails, has failed', async () => {
    const text = `import { after, before, describe, it } from 'node:test'
      const fails = () => { throw new Error('as meant') }
      it('test', () => {})
      it.skip('skipped')
      describe('suite', () => { it('a', () => {}); describe('inner', () => { it('b', fails) }); it.todo('c') })
      describe('hook', () => { after(fails); it('a', () => {}) })
      describe.skip('left out', () => { it('a', () => {}) })
      describe('empty', () => {})`
    const [file, totals] = [join(directory, 'a.test.mjs'), join(directory, 'totals')]
    writeFileSync(file, text)
    const reporter = new URL('tally-reporter.ts', import.meta.url).pathname
    const args = [`--test-reporter=${reporter}`, `--test-reporter-destination=${totals}`, file]
    // A test run inside a test is refused by node unless it is told nothing of the outer one.
    const { NODE_TEST_CONTEXT: _outer, ...env } = process.env
    const [code] = await once(spawn(process.execPath, args, { env, stdio: 'ignore' }), 'exit')
    assert.equal(code, 1)
    assert.deepEqual(readTallies(readFileSync(totals, 'utf8')), [
      { name: 'test', passed: 1, failed: 0 },
      { name: 'skipped', passed: 0, failed: 1 },
      { name: 'suite', passed: 1, failed: 2 },
      { name: 'hook', passed: 1, failed: 1 },
      { name: 'left out', passed: 0, failed: 1 },
      { name: 'empty', passed: 0, failed: 0 },
    ])
  })
})
