import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { findProcesses } from '../infra/process-table.ts'
import { waitUntil } from '../infra/wait.ts'
import { runTestFiles } from './run-files.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-run-'))
after(() => rmSync(directory, { recursive: true }))

const never = new AbortController().signal
const options = {
  cwd: directory,
  env: process.env,
  atOnce: 2,
  show: 'failures',
  fileTimeoutMs: 60_000,
  signal: never,
} as const

function file(name: string, text: string): string {
  writeFileSync(join(directory, name), `import { it } from 'node:test'\n${text}`)
  return name
}

const good = file(
  'good.test.ts',
  `const n: number = 1; it('a', () => {}); it('b', () => { if (n > 1) throw new Error() })`,
)
const bad = file('bad.test.ts', `it('a', () => { throw new Error('as meant') }); it('b', () => {})`)

describe('runTestFiles', () => {
  it('runs TypeScript and adds up what passed and failed over the files', async () => {
    assert.deepEqual(await runTestFiles([[good], [bad]], options), { passed: 3, failed: 1 })
    assert.deepEqual(await runTestFiles([[bad], [good], [good]], { ...options, atOnce: 1 }), { passed: 5, failed: 1 })
  })

  it('runs files that belong together in one process', async () => {
    const shared = join(directory, 'shared.ts')
    writeFileSync(shared, 'export const seen: number[] = []')
    const adds = `import { seen } from './shared.ts'\nit('adds', () => { seen.push(1) })`
    const looks = `import { seen } from './shared.ts'\nit('looks', () => { if (seen.length !== 1) throw new Error(String(seen)) })`
    const unit = [file('adds.test.ts', adds), file('looks.test.ts', looks)]
    assert.deepEqual(await runTestFiles([unit], options), { passed: 2, failed: 0 })
  })

  it('runs each file once, as many at a time as it may', async () => {
    const mark = join(directory, 'marks')
    const waits = `import { appendFileSync, readFileSync } from 'node:fs'
      it('sees its neighbour', async () => {
        appendFileSync('${mark}', 'x')
        while (readFileSync('${mark}', 'utf8').length < 2) await new Promise(done => setTimeout(done, 10))
      })`
    const two = [[file('one.test.ts', waits)], [file('two.test.ts', waits)]]
    assert.deepEqual(await runTestFiles(two, options), { passed: 2, failed: 0 })
  })

  it('counts a file that does not load as failed', async () => {
    assert.deepEqual(await runTestFiles([[file('broken.test.ts', `import './missing.ts'`)]], options), {
      passed: 0,
      failed: 1,
    })
  })

  it('counts a file that hangs as failed, and goes on', async () => {
    const hung = file('hung.test.ts', `it('hangs', () => new Promise(() => setInterval(() => {}, 1000)))`)
    const { passed, failed } = await runTestFiles([[hung], [good]], { ...options, atOnce: 1, fileTimeoutMs: 3000 })
    assert.equal(passed, 2)
    assert.ok(failed >= 1)
  })

  it('counts a process that a file leaves behind as a failure, and ends it', async () => {
    const text = `import { spawn } from 'node:child_process'
      it('leaves a child', () => { spawn('sleep', ['73'], { detached: true, stdio: 'ignore', env: { ...process.env, LEFT: '73' } }).unref() })`
    assert.deepEqual(await runTestFiles([[file('careless.test.ts', text)]], options), { passed: 1, failed: 1 })
    const isGone = () => findProcesses({ marker: 'LEFT=73' }).length === 0
    await waitUntil('the child has to be gone', isGone, { timeoutMs: 10_000 })
  })

  it('starts nothing more once it is interrupted', async () => {
    const interrupted = { ...options, signal: AbortSignal.abort() }
    assert.deepEqual(await runTestFiles([[bad]], interrupted), { passed: 0, failed: 0 })
  })
})
