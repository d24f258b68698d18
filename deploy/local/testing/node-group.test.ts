import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { startOf } from '../infra/process-table.ts'
import { waitUntil } from '../infra/wait.ts'
import { marked, runNodeGroup } from './node-group.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-group-'))
after(() => rmSync(directory, { recursive: true }))

let count = 0
function script(text: string): string {
  const file = join(directory, `${count++}.mjs`)
  writeFileSync(file, `import { spawn } from 'node:child_process'\n${text}`)
  return file
}

const run = marked(process.env)
const never = new AbortController().signal

describe('runNodeGroup', () => {
  it('gives the exit code of the program, and names nothing when nothing is left', async () => {
    const result = await runNodeGroup([script('process.exit(3)')], { ...run, cwd: directory, signal: never })
    assert.deepEqual(result, { code: 3, output: '', leftovers: [] })
  })

  it('gives back what the program wrote when that is asked for', async () => {
    const text = `console.log('out'); console.error('err'); process.exitCode = 0`
    const result = await runNodeGroup([script(text)], { ...run, cwd: directory, signal: never, collect: true })
    assert.equal(result.output, 'out\nerr\n')
  })

  it('leaves alone what belongs to the run around it', async () => {
    const neighbour = spawn('sleep', ['74'], { env: run.env, stdio: 'ignore' })
    await once(neighbour, 'spawn')
    const within = marked(run.env)
    const result = await runNodeGroup([script('')], { ...within, cwd: directory, signal: never })
    assert.deepEqual(result.leftovers, [])
    assert.equal(neighbour.exitCode ?? neighbour.signalCode, null)
    assert.equal(within.marker.startsWith(`${run.marker}/`), true)
    neighbour.kill('SIGKILL')
  })

  it('ends what the program left behind, also what went into a session of its own', async () => {
    const text = `const quiet = { stdio: 'ignore' }
      spawn('sleep', ['71'], quiet).unref()
      const away = spawn('sleep', ['72'], { ...quiet, detached: true })
      away.unref()
      away.once('spawn', () => process.exit(0))`
    const { code, leftovers } = await runNodeGroup([script(text)], { ...run, cwd: directory, signal: never })
    assert.equal(code, 0)
    assert.deepEqual(leftovers.map(each => each.command).sort(), ['sleep 71', 'sleep 72'])
    for (const { pid } of leftovers)
      await waitUntil('it has to be gone', () => startOf(pid) === undefined, { timeoutMs: 5000 })
  })

  it('interrupts the program, which ends in its own way', async () => {
    const mark = join(directory, 'up')
    const text = `import { writeFileSync } from 'node:fs'
      process.on('SIGINT', () => process.exit(42))
      setInterval(() => {}, 1000)
      writeFileSync('${mark}', '')`
    const interrupting = new AbortController()
    const running = runNodeGroup([script(text)], { ...run, cwd: directory, signal: interrupting.signal })
    await waitUntil('the program has to be up', () => existsSync(mark), { timeoutMs: 10_000 })
    interrupting.abort()
    assert.equal((await running).code, 42)
  })

  it('kills a program that does not end in time', async () => {
    const text = `process.on('SIGINT', () => {}); setInterval(() => {}, 1000)`
    const signal = AbortSignal.timeout(500)
    const result = await runNodeGroup([script(text)], { ...run, cwd: directory, signal, graceMs: 200 })
    assert.deepEqual(result, { code: 1, output: '', leftovers: [] })
  })

  it('does not run on when it was interrupted before it began', async () => {
    const text = 'setInterval(() => {}, 1000)'
    const result = await runNodeGroup([script(text)], {
      ...run,
      cwd: directory,
      signal: AbortSignal.abort(),
      graceMs: 5000,
    })
    assert.equal(result.code, 1)
  })
})
