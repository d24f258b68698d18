import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { findProcesses } from '../infra/process-table.ts'
import { waitUntil } from '../infra/wait.ts'
import { type RunOptions, runTestFiles } from './run-files.ts'
import type { Unit } from './units.ts'

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

/** A process for each of these lists of files. */
function run(units: string[][], changes: Partial<RunOptions & Unit> = {}): ReturnType<typeof runTestFiles> {
  const { together, ...others } = changes
  const all = units.map(files => ({ name: files.join(' and '), files, ...(together ? { together } : {}) }))
  return runTestFiles(all, { ...options, ...others })
}

const good = file(
  'good.test.ts',
  `const n: number = 1; it('a', () => {}); it('b', () => { if (n > 1) throw new Error() })`,
)
/** Two files that fail unless they see each other's module. */
function sharing(): string[] {
  writeFileSync(join(directory, 'shared.ts'), 'export const seen: number[] = []')
  const adds = `import { seen } from './shared.ts'\nit('adds', () => { seen.push(1) })`
  const looks = `import { seen } from './shared.ts'\nit('looks', () => { if (seen.length !== 1) throw new Error(String(seen)) })`
  return [file('adds.test.ts', adds), file('looks.test.ts', looks)]
}

const bad = file('bad.test.ts', `it('a', () => { throw new Error('as meant') }); it('b', () => {})`)

describe('runTestFiles', () => {
  it('runs TypeScript and adds up what passed and failed over the files', async () => {
    assert.deepEqual(await run([[good], [bad]]), { passed: 3, failed: 1 })
    assert.deepEqual(await run([[bad], [good], [good]], { atOnce: 1 }), { passed: 5, failed: 1 })
  })

  it('runs the files of a unit in one process', async () => {
    assert.deepEqual(await run([sharing()]), { passed: 2, failed: 0 })
    assert.deepEqual(await run([sharing()], { together: true }), { passed: 2, failed: 0 })
  })

  it('runs each file once, as many at a time as it may', async () => {
    const mark = join(directory, 'marks')
    const waits = `import { appendFileSync, readFileSync } from 'node:fs'
      it('sees its neighbour', async () => {
        appendFileSync('${mark}', 'x')
        while (readFileSync('${mark}', 'utf8').length < 2) await new Promise(done => setTimeout(done, 10))
      })`
    const two = [[file('one.test.ts', waits)], [file('two.test.ts', waits)]]
    assert.deepEqual(await run(two), { passed: 2, failed: 0 })
  })

  it('counts a file that does not load as failed, alone and beside others', async () => {
    const broken = file('broken.test.ts', `import './missing.ts'`)
    assert.deepEqual(await run([[broken]]), { passed: 0, failed: 1 })
    assert.deepEqual(await run([[broken, good, bad]]), { passed: 3, failed: 2 })
    assert.deepEqual(await run([[broken, good]], { together: true }), { passed: 2, failed: 1 })
  })

  it('counts a file that hangs as failed, whatever way it does, and goes on with the others in another process', async () => {
    const ways = [
      `it('waits for ever', () => new Promise(() => setInterval(() => {}, 1000)))`,
      `it('never comes back', () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) })`,
      `it('leaves a timer running', () => { setInterval(() => {}, 1000) })`,
    ]
    const units = ways.map((text, way) => [file(`hung${way}.test.ts`, text), good])
    const { passed, failed } = await run(units, { atOnce: 3, fileTimeoutMs: 6000, graceMs: 500 })
    assert.equal(passed, 3 * 2 + 1)
    assert.ok(failed >= 3)
  })

  it('counts a file that ends its process as failed, and goes on with the others in another one', async () => {
    const [adds = ''] = sharing()
    const exits = file('exits.test.ts', `it('a', () => {}); it('exits', () => process.exit(0)); it('b', () => {})`)
    assert.deepEqual(await run([[good, exits, adds]]), { passed: 3, failed: 1 })
  })

  it('counts a process that a file leaves behind as a failure, and ends it', async () => {
    const text = `import { spawn } from 'node:child_process'
      it('leaves a child', () => { spawn('sleep', ['73'], { detached: true, stdio: 'ignore', env: { ...process.env, LEFT: '73' } }).unref() })`
    assert.deepEqual(await run([[file('careless.test.ts', text)]]), { passed: 1, failed: 1 })
    const isGone = () => findProcesses({ marker: 'LEFT=73' }).length === 0
    await waitUntil('the child has to be gone', isGone, { timeoutMs: 10_000 })
  })

  it('starts nothing more once it is interrupted', async () => {
    assert.deepEqual(await run([[bad]], { signal: AbortSignal.abort() }), { passed: 0, failed: 0 })
  })
})
