// Test files, each (or the few that belong together) as a process of its own, so that a file that hangs or leaves something running is known by name.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from '../cli/say.ts'
import { marked, runNodeGroup } from './node-group.ts'
import { readTally, sum, type Tally } from './tally.ts'

export interface RunOptions {
  /** The files are relative to this directory. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** Processes that run at the same time. */
  atOnce: number
  /** What is shown of a process when it is done: everything it wrote, or only what a failed one wrote. */
  show: 'everything' | 'failures'
  /** A file that hangs must not hang the run: after this it has failed. */
  fileTimeoutMs: number
  signal: AbortSignal
}

const tallyReporter = join(import.meta.dirname, 'tally-reporter.ts')

/** Runs each of `units`: one file, or several that share something within one process. */
export async function runTestFiles(units: readonly (readonly string[])[], options: RunOptions): Promise<Tally> {
  const waiting = units.values()
  const tallies: Tally[] = []
  const worker = async () => {
    for (const unit of waiting) {
      if (options.signal.aborted) return
      tallies.push(await runTestUnit(unit, options))
    }
  }
  // They share the iterator: each takes the next file that nobody has taken.
  await Promise.all(Array.from({ length: options.atOnce }, worker))
  return sum(tallies)
}

/** A process that it leaves running is ended, named, and counted as a failure. */
async function runTestUnit(files: readonly string[], options: RunOptions): Promise<Tally> {
  const name = files.length === 1 ? String(files[0]) : `${files[0]} and ${files.length - 1} more`
  const since = performance.now()
  const directory = await mkdtemp(join(tmpdir(), 'chargeplane-test-'))
  const totals = join(directory, 'totals')
  const reporters = { spec: 'stdout', [tallyReporter]: totals }
  const args = Object.entries(reporters).flatMap(([reporter, destination]) => [
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${destination}`,
  ])
  const { NODE_TEST_CONTEXT: _outer, ...env } = options.env // or node takes the file for a part of a run around us
  const late = AbortSignal.timeout(options.fileTimeoutMs)
  try {
    const { code, output, leftovers } = await runNodeGroup(
      [...args, ...(files.length > 1 ? ['--test', '--test-isolation=none'] : []), ...files],
      {
        cwd: options.cwd,
        ...marked(env),
        signal: AbortSignal.any([options.signal, late]),
        collect: true,
      },
    )
    const told = readTally(await readFile(totals, 'utf8').catch(() => ''))
    const unaccounted = code !== 0 && told.failed === 0 ? 1 : 0
    const tally = { passed: told.passed, failed: told.failed + unaccounted + leftovers.length }
    if (options.show === 'everything' || tally.failed > 0) process.stdout.write(output)
    if (late.aborted) say(`${name} did not end within ${options.fileTimeoutMs / 1000} s`)
    for (const { pid, command } of leftovers) say(`${name} left running, killed: ${pid} ${command.slice(0, 200)}`)
    say(
      `${tally.failed > 0 ? 'FAILED' : 'passed'}  ${name}  ${tally.passed} of ${tally.passed + tally.failed}, ${seconds(since)} s`,
    )
    return tally
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
