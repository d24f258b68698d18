import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '../cli/command.ts'
import { interruptedCode, interruptible } from '../cli/interrupt.ts'
import { say } from '../cli/say.ts'
import type { Addresses } from '../infra/local-backends.ts'
import { root } from '../platform/paths.ts'
import { runNodeGroup, runVariable } from '../testing/node-group.ts'
import { withPrivateBackends } from '../testing/private-backends.ts'
import { exitCodeOf, readTally, sum, type Tally } from '../testing/tally.ts'
import { findTests } from '../testing/test-files.ts'

const tallyReporter = join(import.meta.dirname, '../testing/tally-reporter.ts')

/** A file that hangs must not hang the run. The slowest suites hold a backend down for a minute, more than once. */
const groups = {
  beside: { title: 'tests beside the code', atOnce: 2, fileTimeoutMs: 180_000 },
  suites: { title: 'suites on the whole platform', atOnce: 1, fileTimeoutMs: 600_000 },
} as const

export const test = command({
  about: 'run the tests, or those in FILES, on backends of their own',
  positionals: { name: 'FILES...', min: 0, max: 10_000 },
  options: {},
  async run({ positionals }) {
    const files = findTests(root, positionals, process.cwd())
    return interruptible(async signal => {
      const tally = await withPrivateBackends(async addresses =>
        sum([
          await runGroup('beside', files.beside, addresses, signal),
          await runGroup('suites', files.suites, addresses, signal),
        ]),
      )
      process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`)
      return signal.aborted ? interruptedCode : exitCodeOf(tally)
    })
  },
})

async function runGroup(
  name: keyof typeof groups,
  files: string[],
  addresses: Partial<Addresses>,
  signal: AbortSignal,
): Promise<Tally> {
  if (files.length === 0 || signal.aborted) return { passed: 0, failed: 0 }
  const { title, atOnce, fileTimeoutMs } = groups[name]
  say(`\n${title}: ${files.length} file${files.length > 1 ? 's' : ''}`)
  const directory = await mkdtemp(join(tmpdir(), 'chargeplane-test-'))
  const totals = join(directory, 'totals')
  const args = ['--test', `--test-concurrency=${atOnce}`, `--test-timeout=${fileTimeoutMs}`]
  for (const [reporter, destination] of [
    ['spec', 'stdout'],
    [tallyReporter, totals],
  ])
    args.push(`--test-reporter=${reporter}`, `--test-reporter-destination=${destination}`)
  try {
    const env = { ...process.env, ...addresses, [runVariable]: randomUUID() }
    const { code, leftovers } = await runNodeGroup([...args, ...files], { cwd: root, env, signal })
    for (const { pid, command } of leftovers) say(`left running by a test, killed: ${pid} ${command.slice(0, 200)}`)
    const tally = readTally(await readFile(totals, 'utf8').catch(() => ''))
    const unaccounted = code !== 0 && tally.failed === 0 ? 1 : 0
    return { passed: tally.passed, failed: tally.failed + unaccounted + leftovers.length }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
