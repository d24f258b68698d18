import { command } from '../cli/command.ts'
import { interruptedCode, interruptible } from '../cli/interrupt.ts'
import { say } from '../cli/say.ts'
import { root } from '../platform/paths.ts'
import { withPrivateBackends } from '../testing/private-backends.ts'
import { runTestFiles } from '../testing/run-files.ts'
import { exitCodeOf, sum } from '../testing/tally.ts'
import { findTests } from '../testing/test-files.ts'

/** The slowest suites hold a backend down for a minute, more than once. */
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
      const tally = await withPrivateBackends(async addresses => {
        const tallies = []
        for (const name of ['beside', 'suites'] as const) {
          const { title, ...how } = groups[name]
          if (files[name].length > 0 && !signal.aborted) say(`\n${title}, files: ${files[name].length}`)
          const env = { ...process.env, ...addresses }
          tallies.push(await runTestFiles(files[name], { ...how, cwd: root, env, signal }))
        }
        return sum(tallies)
      })
      process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`)
      return signal.aborted ? interruptedCode : exitCodeOf(tally)
    })
  },
})
