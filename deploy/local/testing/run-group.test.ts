import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { findProcesses } from '../infra/process-table.ts'
import { runTestFiles } from './run-group.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-run-'))
after(() => rmSync(directory, { recursive: true }))

// A test run inside a test is refused by node unless it is told nothing of the outer one.
const { NODE_TEST_CONTEXT: _outer, ...env } = process.env
const options = { cwd: directory, env, atOnce: 2, fileTimeoutMs: 20_000, signal: new AbortController().signal }

function file(name: string, text: string): string {
  writeFileSync(join(directory, name), `import { it } from 'node:test'\n${text}`)
  return name
}

describe('runTestFiles', () => {
  it('runs TypeScript and adds up what passed and failed over the files', async () => {
    const good = file(
      'good.test.ts',
      `const n: number = 1; it('a', () => {}); it('b', () => { if (n > 1) throw new Error() })`,
    )
    const bad = file('bad.test.ts', `it('a', () => { throw new Error('as meant') }); it('b', () => {})`)
    assert.deepEqual(await runTestFiles([good, bad], options), { passed: 3, failed: 1 })
  })

  it('counts a file that hangs as failed, and goes on', async () => {
    const hung = file('hung.test.ts', `it('hangs', () => new Promise(() => setInterval(() => {}, 1000)))`)
    const good = file('good.test.ts', `it('a', () => {})`)
    const { passed, failed } = await runTestFiles([hung, good], { ...options, fileTimeoutMs: 1500 })
    assert.equal(passed, 1)
    assert.ok(failed >= 1)
  })

  it('counts a process that a test leaves behind as a failure, and ends it', async () => {
    const text = `import { spawn } from 'node:child_process'
      it('leaves a child', () => { spawn('sleep', ['73'], { detached: true, stdio: 'ignore' }).unref() })`
    assert.deepEqual(await runTestFiles([file('careless.test.ts', text)], options), { passed: 1, failed: 1 })
    const left = () => findProcesses({ group: process.pid }).filter(({ command }) => command === 'sleep 73')
    assert.deepEqual(left(), [])
  })

  it('runs nothing when there is nothing to run, or no more wish to', async () => {
    const none = { passed: 0, failed: 0 }
    assert.deepEqual(await runTestFiles([], options), none)
    const bad = file('bad.test.ts', `it('a', () => { throw new Error('never run') })`)
    assert.deepEqual(await runTestFiles([bad], { ...options, signal: AbortSignal.abort() }), none)
  })
})
