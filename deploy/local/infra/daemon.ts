// Starting and ending processes that may outlive the command that started them.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail } from '@chargeplane/failure'
import {
  describeProcess,
  forgetRecord,
  isRunning,
  type ProcessRecord,
  runningFrom,
  writeRecord,
} from './process-record.ts'
import { waitUntil } from './wait.ts'

/** A user of the system, for programs that refuse to run as root. */
export interface SystemUser {
  uid: number
  gid: number
}

export interface DaemonSpec {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  cwd: string
  user?: SystemUser
  /** Both outputs go here; what an earlier process wrote stays as `<log>.1`. */
  log: string
  /** Where its record is kept. */
  record: string
  settings?: string
  /** False: it is killed when this process exits, by an uncaught error too; only a signal that this process does not handle leaves it. */
  outlives: boolean
}

export type Ending = 'gone already' | 'ended' | 'killed'

const bound = new Map<number, ProcessRecord>()
let hooked = false

/** Starts it in a session of its own, so that Ctrl-C in a terminal reaches us alone and the order of stopping stays ours. */
export async function startDaemon(spec: DaemonSpec): Promise<ProcessRecord> {
  mkdirSync(dirname(spec.log), { recursive: true })
  if (existsSync(spec.log)) renameSync(spec.log, `${spec.log}.1`)
  const log = openSync(spec.log, 'a', 0o644)
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...spec.user,
    })
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    const record = describeProcess(child.pid ?? 0, spec.settings)
    if (!record) throw fail('unavailable', `${spec.command} ended at once: ${lastLines(spec.log, 3)}`)
    // A crash before this line leaves a process that no record names; nothing else can happen in between.
    writeRecord(spec.record, record)
    if (!spec.outlives) bindToThisProcess(record)
    return record
  } finally {
    closeSync(log)
  }
}

function bindToThisProcess(record: ProcessRecord): void {
  if (!hooked)
    process.once('exit', () => {
      for (const each of bound.values()) if (isRunning(each)) signal(each, 'SIGKILL')
    })
  hooked = true
  bound.set(record.pid, record)
}

/**
 * Ends the process a record file names: `first`, then SIGKILL after `graceMs`. Comes back when it is gone, saying how it went; does nothing when it
 * has ended already.
 */
export async function stopDaemon(file: string, options: { first: NodeJS.Signals; graceMs: number }): Promise<Ending> {
  const record = runningFrom(file)
  if (!record) {
    forgetRecord(file)
    return 'gone already'
  }
  signal(record, options.first)
  const inTime = await untilGone(record, options.graceMs).then(
    () => true,
    () => false,
  )
  if (!inTime) {
    signal(record, 'SIGKILL')
    await untilGone(record, 10_000)
  }
  bound.delete(record.pid)
  forgetRecord(file)
  return inTime ? 'ended' : 'killed'
}

function untilGone(record: ProcessRecord, timeoutMs: number): Promise<void> {
  return waitUntil(`process ${record.pid} has to end`, () => !isRunning(record), { timeoutMs, everyMs: 25 })
}

/** SIGKILL goes to the whole session, so that no child is left behind; anything gentler to its leader, which ends its children itself. */
function signal(record: ProcessRecord, name: NodeJS.Signals): void {
  try {
    process.kill(name === 'SIGKILL' ? -record.pid : record.pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** The end of a log, for the sentence that says why a process is not up. */
export function lastLines(file: string, count: number): string {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    return lines.slice(-count).join('\n') || '(it wrote nothing)'
  } catch {
    return '(it has no log)'
  }
}
