import { command } from '../cli/command.ts'
import { interruptedCode, interruptible } from '../cli/interrupt.ts'
import { say } from '../cli/say.ts'
import { root } from '../platform/paths.ts'
import { withPrivateBackends } from '../testing/private-backends.ts'
import { runTestFiles } from '../testing/run-files.ts'
import { exitCodeOf, sum } from '../testing/tally.ts'
import { findTests } from '../testing/test-files.ts'
import { type Unit, unitsOf } from '../testing/units.ts'
import { cpuSeconds } from '../testing/usage.ts'
import { loadServicesOnce } from '../testing/warm-up.ts'

/** The slowest suites hold a backend down for a minute: they mostly wait, so the tests beside the code run meanwhile. */
const groups = {
  suites: { title: 'suites on the whole platform', atOnce: 4, fileTimeoutMs: 600_000, show: 'everything' },
  beside: { title: 'tests beside the code', atOnce: 3, fileTimeoutMs: 180_000, show: 'failures' },
} as const

/** Most of our JVMs live for a minute: optimising at length, and checking the byte code of a release of Kafka, costs them more than it gains. */
const briefJvm = {
  JAVA_TOOL_OPTIONS: [
    '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData',
    '-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote',
  ].join(' '),
}

export const test = command({
  about: 'run the tests, or those in FILES, on backends of their own',
  positionals: { name: 'FILES...', min: 0, max: 10_000 },
  options: {},
  async run({ positionals }) {
    const { suites, beside } = unitsOf(root, findTests(root, positionals, process.cwd()))
    Object.assign(process.env, briefJvm)
    return interruptible(async signal => {
      // While the backends start, which mostly wait for each other.
      const loaded = suites.length > 0 ? loadServicesOnce(process.env.NODE_COMPILE_CACHE) : undefined
      const tally = await withPrivateBackends(
        async given => {
          const run = (name: keyof typeof groups, units: readonly Unit[]) => {
            const { title, ...how } = groups[name]
            if (units.length > 0) say(`${title}, files: ${units.flatMap(({ files }) => files).length}`)
            return runTestFiles(units, { ...how, cwd: root, env: { ...process.env, ...given }, signal })
          }
          await loaded
          return sum(await Promise.all([run('suites', suites), run('beside', beside)]))
        },
        { brief: true },
      )
      say(`all of it, backends included: ${(performance.now() / 1000).toFixed(0)} s, CPU ${cpuSeconds().toFixed(0)} s`)
      process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`)
      return signal.aborted ? interruptedCode : exitCodeOf(tally)
    })
  },
})
