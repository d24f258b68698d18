import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { lastLines, startDaemon, stopDaemon } from './daemon.ts'
import { runningFrom, writeRecord } from './process-record.ts'
import { findProcesses, startOf } from './process-table.ts'
import { waitUntil } from './wait.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-daemon-'))
after(() => rmSync(directory, { recursive: true }))

let count = 0
function spec(script: string, more: { outlives?: boolean } = {}) {
  const name = `${count++}`
  const [log, record] = [join(directory, name, 'log'), join(directory, name, 'record.json')]
  const common = { env: { PATH: process.env.PATH }, cwd: directory, outlives: more.outlives ?? false, settings: 's' }
  return { command: 'sh', args: ['-c', script], log, record, ...common }
}

const saying = (log: string, text: string) =>
  waitUntil(`the log has to say ${text}`, () => readFileSync(log, 'utf8').includes(text), { timeoutMs: 5000 })

describe('startDaemon', () => {
  it('writes both outputs to the log and keeps a record', async () => {
    const daemon = spec('echo to out; echo to err >&2; exec sleep 60')
    const { pid } = await startDaemon(daemon)
    await saying(daemon.log, 'to out\nto err\n')
    assert.equal(runningFrom(daemon.record)?.pid, pid)
    assert.equal(runningFrom(daemon.record)?.settings, 's')
    await stopDaemon(daemon.record, { first: 'SIGTERM', graceMs: 5000 })
  })

  it('begins a new log and keeps what the process before has written', async () => {
    const daemon = spec('echo first')
    await startDaemon(daemon).catch(() => undefined) // may have ended before it could be described
    await saying(daemon.log, 'first')
    await startDaemon({ ...daemon, args: ['-c', 'echo second; exec sleep 60'] })
    await saying(daemon.log, 'second')
    assert.equal(readFileSync(`${daemon.log}.1`, 'utf8'), 'first\n')
    assert.equal(readFileSync(daemon.log, 'utf8'), 'second\n')
    await stopDaemon(daemon.record, { first: 'SIGTERM', graceMs: 5000 })
  })

  it('refuses a program that is not there', async () => {
    await assert.rejects(startDaemon({ ...spec(''), command: 'no-such-program' }), /ENOENT/)
  })

  for (const outlives of [true, false])
    it(`${outlives ? 'lets it live' : 'kills it'} when the process that started it exits by an error`, async () => {
      const daemon = spec('exec sleep 60', { outlives })
      const script = `import { startDaemon } from '${new URL('daemon.ts', import.meta.url).href}'
        await startDaemon(${JSON.stringify(daemon)})
        throw new Error('as meant')`
      const args = ['--conditions=@chargeplane/source', '--input-type=module-typescript', '-e', script]
      const starter = spawn(process.execPath, args, { stdio: 'ignore' })
      assert.deepEqual(await once(starter, 'exit'), [1, null])
      const { pid } = JSON.parse(readFileSync(daemon.record, 'utf8'))
      if (outlives) assert.ok(startOf(pid))
      else await waitUntil('it has to be gone', () => startOf(pid) === undefined, { timeoutMs: 5000 })
      await stopDaemon(daemon.record, { first: 'SIGKILL', graceMs: 5000 })
    })
})

describe('stopDaemon', () => {
  it('asks first', async () => {
    const daemon = spec(`trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done`)
    await startDaemon(daemon)
    await saying(daemon.log, 'up')
    assert.equal(await stopDaemon(daemon.record, { first: 'SIGTERM', graceMs: 5000 }), 'ended')
    assert.match(readFileSync(daemon.log, 'utf8'), /bye/)
    assert.equal(existsSync(daemon.record), false)
  })

  it('kills what does not end in time, with its children', async () => {
    const daemon = spec(`trap '' TERM; sleep 61 & echo up; while :; do sleep 0.05; done`)
    const { pid } = await startDaemon(daemon)
    await saying(daemon.log, 'up')
    assert.equal(await stopDaemon(daemon.record, { first: 'SIGTERM', graceMs: 100 }), 'killed')
    await waitUntil('the group has to be gone', () => findProcesses({ group: pid }).length === 0, { timeoutMs: 5000 })
  })

  it('touches nobody when the record is of a process that has ended, whoever has its pid now', async () => {
    const bystander = spawn('sleep', ['60'])
    await once(bystander, 'spawn')
    const record = join(directory, 'recycled.json')
    const pid = bystander.pid ?? 0
    writeRecord(record, { pid, startedAt: '1', boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() })
    assert.equal(await stopDaemon(record, { first: 'SIGKILL', graceMs: 100 }), 'gone already')
    assert.ok(startOf(pid))
    assert.equal(existsSync(record), false)
    bystander.kill('SIGKILL')
  })
})

describe('lastLines', () => {
  it('gives the end of a log, and says so when there is nothing', () => {
    const file = join(directory, 'some.log')
    writeFileSync(file, 'a\nb\nc\n')
    assert.equal(lastLines(file, 2), 'b\nc')
    writeFileSync(file, '')
    assert.equal(lastLines(file, 2), '(it wrote nothing)')
    assert.equal(lastLines(join(directory, 'no.log'), 2), '(it has no log)')
  })
})
