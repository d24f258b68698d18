// The day of a newcomer, on a copy of the repository: up, look, charge, something dies, up again, down, and nothing is left.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { findProcesses } from './infra/process-table.ts'
import { waitUntil } from './infra/wait.ts'
import { freshEnvironment, lendWork, makeClone } from './testing/clone.ts'
import { marked } from './testing/node-group.ts'

const clone = makeClone()
// How a clone is prepared is the matter of entry.test.ts.
lendWork(clone)
const { env, marker } = marked(freshEnvironment())
/** Away from the ports of a platform that somebody runs meanwhile. */
const offset = 11_000
const api = `http://127.0.0.1:${8080 + offset}/v1`
const upAgain = ['up', '--detach', '--port-offset', String(offset)]

after(() => {
  chargeplane('down', '--wipe')
  rmSync(clone, { recursive: true })
})

function chargeplane(...args: string[]) {
  return spawnSync(join(clone, 'chargeplane'), args, { cwd: clone, env, encoding: 'utf8' })
}

/** Pid of each process that runs, by name. */
function running(): Record<string, string> {
  const { stdout } = chargeplane('status')
  const rows = stdout.split('\n').map(line => line.trim().split(/\s{2,}/))
  return Object.fromEntries(
    rows.flatMap(([name, pid, state]) => (name && pid && state === 'ready' ? [[name, pid]] : [])),
  )
}

async function ask(path: string, key?: string): Promise<number> {
  const response = await fetch(`${api}${path}`, { headers: key ? { authorization: `Bearer ${key}` } : {} })
  await response.body?.cancel()
  return response.status
}

const apiKey = () => readFileSync(join(clone, '.chargeplane/api-key'), 'utf8').trim()
const backends = ['kafka', 'postgres', 'redis']
const services = ['authorization', 'billing', 'gateway', 'smart-charging', 'stations', 'transactions']

describe('the local stack', () => {
  it('comes up with one command', () => {
    const { status, stdout, stderr } = chargeplane(...upAgain)
    assert.equal(status, 0, stderr)
    assert.match(stdout, new RegExp(`stations +ws://127.0.0.1:${9000 + offset}/ocpp/\\{station\\}`))
    assert.deepEqual(Object.keys(running()).sort(), [...backends, ...services, 'edge-0', 'edge-1'].sort())
  })

  it('lets in whoever has the key of this clone, and nobody else', async () => {
    assert.equal(await ask('/stations', apiKey()), 200)
    assert.equal(await ask('/stations'), 401)
    assert.equal(await ask('/stations', `cp_bootstrap_${'x'.repeat(43)}`), 401)
  })

  it('leaves everything as it is when it is started a second time', () => {
    const before = running()
    assert.equal(chargeplane(...upAgain).status, 0)
    assert.deepEqual(running(), before)
  })

  it('charges: what stations were answered has been invoiced', () => {
    const args = ['--stations', '4', '--minutes', '0.1', '--session-seconds', '3', '--offline-per-minute', '0']
    const { status, stdout, stderr } = chargeplane('simulate', ...args)
    assert.equal(status, 0, stdout + stderr)
    assert.match(stdout, /invoices [1-9]\d* /)
  })

  it('shows the events of a topic until it is interrupted', async () => {
    const child = spawn(join(clone, 'chargeplane'), ['events', 'billing.events', '--from-beginning'], {
      cwd: clone,
      env,
    })
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
    })
    await waitUntil('an event has to be shown', () => text.includes('\n'), { timeoutMs: 30_000 })
    child.kill('SIGINT')
    assert.deepEqual(await once(child, 'exit'), [0, null])
    for (const line of text.trim().split('\n')) assert.match(JSON.parse(line).type, /^chargeplane\.billing\.v1\./)
  })

  it('names what has died, and brings back that alone', () => {
    const { billing = '', ...others } = running()
    assert.match(billing, /^\d+$/)
    process.kill(Number(billing), 'SIGKILL')
    const { status, stdout } = chargeplane('status')
    assert.equal(status, 1)
    assert.match(stdout, /^ {2}billing +- +dead /m)
    assert.equal(chargeplane(...upAgain).status, 0)
    const { billing: again, ...same } = running()
    assert.deepEqual(same, others)
    assert.ok(again && again !== billing)
  })

  it('has as many edges as asked for last', () => {
    const { 'edge-1': _gone, ...others } = running()
    const { status, stderr } = chargeplane(...upAgain, '--edges', '1')
    assert.equal(status, 0)
    assert.match(stderr, /edge-1: stopped, not asked for any more/)
    assert.deepEqual(running(), others)
  })

  it('has logged no error, and nothing but JSON', () => {
    const logs = join(clone, '.chargeplane/logs')
    const ours = readdirSync(logs).filter(file => !/^(setup|kafka|redis|postgres)\./.test(file))
    const lines = ours.flatMap(file => readFileSync(join(logs, file), 'utf8').trimEnd().split('\n'))
    assert.ok(lines.length > ours.length)
    assert.deepEqual(
      lines.filter(line => JSON.parse(line).level === 'error'),
      [],
    )
  })

  it('goes down without leaving a process', () => {
    const { status, stderr } = chargeplane('down')
    assert.equal(status, 0)
    assert.doesNotMatch(stderr, /killed/)
    assert.deepEqual(findProcesses({ marker }), [])
    assert.match(chargeplane('status').stderr, /the platform is not running: \.\/chargeplane up/)
    assert.equal(chargeplane('down').status, 0)
  })

  it('has kept the data, and goes down with Ctrl-C when it stays in front', async () => {
    const args = ['up', '--edges', '1', '--port-offset', String(offset)]
    const child = spawn(join(clone, 'chargeplane'), args, { cwd: clone, env, stdio: ['ignore', 'pipe', 'ignore'] })
    // One that can't come up ends without a word on stdout.
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    assert.equal(child.exitCode, null)
    const response = await fetch(`${api}/invoices`, { headers: { authorization: `Bearer ${apiKey()}` } })
    assert.match(await response.text(), /"invoiceId"/)
    child.kill('SIGINT')
    assert.deepEqual(await once(child, 'exit'), [0, null])
    assert.deepEqual(findProcesses({ marker }), [])
  })

  it('forgets everything when told to', () => {
    const home = realpathSync(join(clone, '.chargeplane/data/postgres/home'))
    assert.equal(chargeplane('down', '--wipe').status, 0)
    for (const gone of [home, join(clone, '.chargeplane/data'), join(clone, '.chargeplane/api-key')])
      assert.equal(existsSync(gone), false, gone)
  })
})
