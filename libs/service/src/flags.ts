import { fail } from '@chargeplane/failure'

/** What a process is started for: to serve, or to do one thing and exit. */
export type Mode = 'run' | 'validate' | 'migrate'

const modes: ReadonlyMap<string, Mode> = new Map([
  ['--validate', 'validate'],
  ['--migrate', 'migrate'],
])

/** Reads the command line of a service. Throws Failure('invalid_argument') naming an argument nobody knows. */
export function readMode(args: readonly string[]): Mode {
  for (const text of args) {
    if (modes.has(text)) continue
    throw fail('invalid_argument', `${text} is not an argument: only ${[...modes.keys()].join(' and ')} are`, {
      field: text,
    })
  }
  const [first, second] = args
  if (second !== undefined) throw fail('invalid_argument', 'give one argument at most', { field: second })
  return modes.get(first ?? '') ?? 'run'
}
