import { parseArgs } from 'node:util'
import { fail } from '@chargeplane/failure'

/** What a process is started for: to serve, or to do one thing and exit. */
export type Mode = 'run' | 'validate' | 'migrate'

/** Reads the command line of a service. Throws Failure('invalid_argument') naming a flag nobody knows. */
export function readMode(args: readonly string[]): Mode {
  const { tokens } = parseArgs({ args: [...args], strict: false, tokens: true })
  const modes = new Set<Mode>()
  for (const token of tokens) {
    const text = token.kind === 'option' ? token.rawName : token.kind === 'positional' ? token.value : '--'
    if (text !== '--validate' && text !== '--migrate') {
      throw fail('invalid_argument', `${text} is not an argument: only --validate and --migrate are`, { field: text })
    }
    modes.add(text === '--validate' ? 'validate' : 'migrate')
  }
  if (modes.size > 1)
    throw fail('invalid_argument', '--validate and --migrate exclude each other', { field: '--validate' })
  return [...modes][0] ?? 'run'
}
