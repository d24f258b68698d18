import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { command, misuse } from '../cli/command.ts'
import { logOf } from '../platform/paths.ts'

export const logs = command({
  about:
    'print the log of a service, of edge-0 … or of all edges (edge), of kafka, redis, postgres, or of the set-up (setup)',
  positionals: { name: 'SERVICE', min: 1, max: 1 },
  options: {
    follow: { kind: 'flag', short: 'f', about: 'go on with what is written from now on' },
    lines: {
      kind: 'integer',
      value: 'N',
      short: 'n',
      min: 0,
      max: 1_000_000,
      default: 200,
      about: 'how many of the last lines',
    },
  },
  async run({ options: { follow, lines }, positionals: [name = ''] }) {
    const there = logNames()
    const wanted = chooseLogs(name, there)
    // By name, not by file: a restart begins a new one.
    const args = [...(follow ? ['-F'] : []), '-q', '-n', String(lines), ...wanted.map(logOf)]
    const tail = spawn('tail', args, { stdio: 'inherit' })
    // Ctrl-C is for tail; we end with it.
    process.on('SIGINT', () => undefined)
    await once(tail, 'exit')
    return 0
  },
})

function logNames(): string[] {
  const directory = dirname(logOf('any'))
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter(file => file.endsWith('.log'))
    .map(file => basename(file, '.log'))
    .sort()
}

/** The logs meant by `name`, out of those there are. */
export function chooseLogs(name: string, there: readonly string[]): string[] {
  const wanted = there.filter(each => each === name || (name === 'edge' && /^edge-\d+$/.test(each)))
  if (wanted.length === 0)
    throw misuse(
      `there is no log of '${name}'${there.length > 0 ? `: one of ${there.join(', ')}` : ' yet: ./chargeplane up'}`,
      name,
    )
  return wanted
}
