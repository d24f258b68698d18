import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, it } from 'node:test'
import { childrenOf, findProcesses, startOf } from './process-table.ts'
import { waitUntil } from './wait.ts'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

async function run(command: string, args: string[], options: { detached?: boolean; env?: NodeJS.ProcessEnv } = {}) {
  const child = spawn(command, args, { stdio: 'ignore', ...options })
  started.push(child)
  await once(child, 'spawn')
  assert.ok(child.pid)
  return { child, pid: child.pid }
}

describe('the process table', () => {
  it('gives a living process the same start each time, and none to one that has ended', async () => {
    const { child, pid } = await run('sleep', ['60'])
    const start = startOf(pid)
    assert.match(start ?? '', /^\d+$/)
    assert.equal(startOf(pid), start)
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal(startOf(pid), undefined)
  })

  it('takes a zombie for ended', async () => {
    // The shell starts a child and then becomes a sleep, which never collects it.
    const { pid } = await run('sh', ['-c', 'true & exec sleep 60'])
    await waitUntil('the zombie has to be there', () => childrenOf(pid).length === 1, { timeoutMs: 5000 })
    const [zombie = 0] = childrenOf(pid)
    await waitUntil('it has to have ended', () => startOf(zombie) === undefined, { timeoutMs: 5000 })
    assert.deepEqual(childrenOf(pid), [zombie])
  })

  it('reads a process whose name holds brackets and blanks', async () => {
    const { pid } = await run('bash', ['-c', 'exec -a "a) b (c" sleep 60'])
    assert.match(startOf(pid) ?? '', /^\d+$/)
    assert.ok(childrenOf(process.pid).includes(pid))
  })

  it('finds by group those whose parent has gone', async () => {
    const { child, pid } = await run('sh', ['-c', 'sleep 60 & sleep 60 & exit 0'], { detached: true })
    await once(child, 'exit')
    const commands = () => findProcesses({ group: pid }).map(each => each.command)
    await waitUntil('both have to be found', () => commands().join() === 'sleep 60,sleep 60', { timeoutMs: 5000 })
    process.kill(-pid, 'SIGKILL')
    await waitUntil('the group has to be gone', () => findProcesses({ group: pid }).length === 0, { timeoutMs: 5000 })
  })

  it('finds by a variable of the environment, whole and not by its beginning', async () => {
    const { pid } = await run('sleep', ['60'], { env: { ...process.env, LOCAL_STACK_TABLE_TEST: 'seven' } })
    assert.deepEqual(
      findProcesses({ marker: 'LOCAL_STACK_TABLE_TEST=seven' }).map(each => each.pid),
      [pid],
    )
    assert.deepEqual(findProcesses({ marker: 'LOCAL_STACK_TABLE_TEST=seve' }), [])
    const within = await run('sleep', ['60'], { env: { ...process.env, LOCAL_STACK_TABLE_TEST: 'seven/eight' } })
    const pids = findProcesses({ marker: 'LOCAL_STACK_TABLE_TEST=seven' }).map(each => each.pid)
    assert.deepEqual(pids.sort(), [pid, within.pid].sort())
    assert.deepEqual(findProcesses({}), [])
  })
})
