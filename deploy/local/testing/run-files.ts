// Test files, each as a process of its own under node's runner, so that a file that hangs or leaves something running is known by name.
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
  /** Files that run at the same time. One at a time is shown as it goes; of more, only what failed is shown, when it is done. */
  atOnce: number
  /** A file that hangs must not hang the run: after this it has failed. */
  fileTimeoutMs: number
  signal: AbortSignal
}

const tallyReporter = join(import.meta.dirname, 'tally-reporter.ts')

export async function runTestFiles(files: readonly string[], options: RunOptions): Promise<Tally> {
  const waiting = files.values()
  const tallies: Tally[] = []
  const worker = async () => {
    for (const file of waiting) {
      if (options.signal.aborted) return
      tallies.push(await runTestFile(file, options))
    }
  }
  // They share the iterator: each takes the next file that nobody has taken.
  await Promise.all(Array.from({ length: options.atOnce }, worker))
  return sum(tallies)
}

/** A process that it leaves running is ended, named, and counted as a failure. */
async function runTestFile(file: string, options: RunOptions): Promise<Tally> {
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
  const collect = options.atOnce > 1
  try {
    const { code, output, leftovers } = await runNodeGroup([...args, file], {
      cwd: options.cwd,
      ...marked(env),
      signal: AbortSignal.any([options.signal, late]),
      collect,
    })
    const told = readTally(await readFile(totals, 'utf8').catch(() => ''))
    const unaccounted = code !== 0 && told.failed === 0 ? 1 : 0
    const tally = { passed: told.passed, failed: told.failed + unaccounted + leftovers.length }
    if (collect && tally.failed > 0) process.stdout.write(output)
    if (late.aborted) say(`${file} did not end within ${options.fileTimeoutMs / 1000} s`)
    for (const { pid, command } of leftovers) say(`${file} left running, killed: ${pid} ${command.slice(0, 200)}`)
    say(
      `${tally.failed > 0 ? 'FAILED' : 'passed'}  ${file}  ${tally.passed} of ${tally.passed + tally.failed}, ${seconds(since)} s`,
    )
    return tally
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
