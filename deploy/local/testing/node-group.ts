// Node programs that may start processes of their own, run so that none of those is left when they end.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type Found, findProcesses } from '../infra/process-table.ts'
import { waitUntil } from '../infra/wait.ts'
import { nodeFlags } from '../platform/node.ts'

// Its name is nobody's setting: services refuse unknown ones of their own.
const runVariable = 'LOCAL_STACK_RUN'

/** What is started with this environment is part of one run (within the run that `env` is part of), and is found again by `marker`. */
export function marked(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; marker: string } {
  const run = [env[runVariable], randomUUID()].filter(Boolean).join('/')
  return { env: { ...env, [runVariable]: run }, marker: `${runVariable}=${run}` }
}

export interface GroupOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  /** Of `env`, when that is marked: without it, only what stays in the process group is found again. */
  marker?: string
  /** Aborting it ends the program: SIGINT, then SIGKILL after the grace. */
  signal: AbortSignal
  graceMs?: number
  /** True: what it writes comes back instead of going to our own outputs. */
  collect?: boolean
}

export interface GroupResult {
  code: number
  /** Both its outputs, when collected. */
  output: string
  /** Processes it left behind, ended by now. */
  leftovers: Found[]
}

const interruptGraceMs = 20_000
const settleMs = 2_000

/**
 * Runs `node ...args` in a process group of its own. Its children are found again by that group, and those that left it by the marker.
 */
export async function runNodeGroup(args: string[], options: GroupOptions): Promise<GroupResult> {
  const { cwd, env, signal, graceMs = interruptGraceMs } = options
  const out = options.collect ? 'pipe' : 'inherit'
  const child = spawn(process.execPath, [...nodeFlags, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', out, out],
  })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => output.push(chunk))
  const interrupt = () => {
    child.kill('SIGINT')
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref()
  }
  if (signal.aborted) interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  const [code] = await once(child, 'exit')
  signal.removeEventListener('abort', interrupt)
  const leftovers = await endLeftovers({ group: child.pid, marker: options.marker })
  return { code: typeof code === 'number' ? code : 1, output: Buffer.concat(output).toString(), leftovers }
}

/** Gives what is just ending a moment, then kills the rest and names it. */
async function endLeftovers(wanted: { group?: number; marker?: string }): Promise<Found[]> {
  const timing = { timeoutMs: settleMs }
  await waitUntil('the processes have to end', () => findProcesses(wanted).length === 0, timing).catch(() => undefined)
  const left = findProcesses(wanted)
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // ended in this very moment
    }
  }
  return left
}
