import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { command, misuse } from '../cli/command.ts'
import { interruptedCode, interruptible } from '../cli/interrupt.ts'
import { say } from '../cli/say.ts'
import { root } from '../platform/paths.ts'
import { marked, runNodeGroup } from '../testing/node-group.ts'
import { withPrivateBackends } from '../testing/private-backends.ts'

const directory = join(root, 'test/load')
/** These hurt their backends, and start and end them themselves. */
const withoutBackends: ReadonlySet<string> = new Set(['chaos'])
/** Their JVMs are killed again and again: optimising at length costs them more than it gains. */
const briefJvm = { JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData' }

export const bench = command({
  about: 'measure something: run test/load/NAME.ts on backends of its own',
  positionals: { name: 'NAME', min: 1, max: 1 },
  options: {},
  forwardsTo: 'test/load/NAME.ts',
  async run({ positionals: [name = ''], forwarded }) {
    const names = benchmarks(directory)
    if (!names.includes(name)) throw misuse(`there is no benchmark '${name}': one of ${names.join(', ')}`, name)
    return interruptible(signal => {
      const script = [join(directory, `${name}.ts`), ...forwarded]
      if (withoutBackends.has(name)) return runScript(script, { ...process.env, ...briefJvm }, signal)
      return withPrivateBackends(addresses => runScript(script, { ...process.env, ...addresses }, signal))
    })
  },
})

async function runScript(script: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  if (signal.aborted) return interruptedCode
  const { code, leftovers } = await runNodeGroup(script, { ...marked(env), cwd: root, signal })
  for (const { pid, command } of leftovers) say(`left running, killed: ${pid} ${command.slice(0, 200)}`)
  return signal.aborted ? interruptedCode : code
}

/** One file, one benchmark; what they share lies in directories. */
export function benchmarks(from: string): string[] {
  if (!existsSync(from)) return []
  const files = readdirSync(from, { withFileTypes: true }).filter(
    entry => entry.isFile() && /(?<!\.(test|d))\.ts$/.test(entry.name),
  )
  return files.map(file => basename(file.name, '.ts')).sort()
}
