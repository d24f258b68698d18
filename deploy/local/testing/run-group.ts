// Test files by node's own runner: what people read goes to stdout, the totals come back.
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from '../cli/say.ts'
import { runNodeGroup, runVariable } from './node-group.ts'
import { readTally, type Tally } from './tally.ts'

export interface RunOptions {
  /** The files are relative to this directory. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** Files that run at the same time. */
  atOnce: number
  /** A file that hangs must not hang the run: after this it has failed. */
  fileTimeoutMs: number
  signal: AbortSignal
}

const tallyReporter = join(import.meta.dirname, 'tally-reporter.ts')

/** A process that a test leaves running is ended, named, and counted as a failure. */
export async function runTestFiles(files: readonly string[], options: RunOptions): Promise<Tally> {
  if (files.length === 0 || options.signal.aborted) return { passed: 0, failed: 0 }
  const directory = await mkdtemp(join(tmpdir(), 'chargeplane-test-'))
  const totals = join(directory, 'totals')
  const reporters = { spec: 'stdout', [tallyReporter]: totals }
  const args = [
    '--test',
    `--test-concurrency=${options.atOnce}`,
    `--test-timeout=${options.fileTimeoutMs}`,
    ...Object.keys(reporters).map(reporter => `--test-reporter=${reporter}`),
    ...Object.values(reporters).map(destination => `--test-reporter-destination=${destination}`),
  ]
  try {
    const env = { ...options.env, [runVariable]: randomUUID() }
    const { code, leftovers } = await runNodeGroup([...args, ...files], {
      cwd: options.cwd,
      env,
      signal: options.signal,
    })
    for (const { pid, command } of leftovers) say(`left running by a test, killed: ${pid} ${command.slice(0, 200)}`)
    const tally = readTally(await readFile(totals, 'utf8').catch(() => ''))
    const unaccounted = code !== 0 && tally.failed === 0 ? 1 : 0
    return { passed: tally.passed, failed: tally.failed + unaccounted + leftovers.length }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
