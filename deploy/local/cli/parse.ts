// The command line, by the rows of a command. Everything wrong is refused by name before anything is started.
import { parseArgs } from 'node:util'
import { type Command, misuse, type Option } from './command.ts'

export interface Parsed {
  options: Record<string, unknown>
  positionals: string[]
  forwarded: string[]
}

/** `args` is what stands behind the name of the command. Throws Failure('invalid_argument') whose field is the flag or the operand. */
export function parseCommandLine(name: string, command: Command, args: string[]): Parsed {
  if (command.forwardsTo) {
    const own = args.slice(0, command.positionals.max).filter(arg => !arg.startsWith('-'))
    return { options: {}, positionals: checkCount(name, command, own), forwarded: args.slice(own.length) }
  }
  const { values, positionals } = tokensOf(name, command, args)
  const options = Object.entries(command.options).map(([flag, option]) => [flag, readValue(flag, option, values[flag])])
  return { options: Object.fromEntries(options), positionals: checkCount(name, command, positionals), forwarded: [] }
}

function tokensOf(
  name: string,
  command: Command,
  args: string[],
): { values: Record<string, unknown>; positionals: string[] } {
  const declared = Object.entries(command.options).map(([flag, { kind, short }]) => {
    const type = kind === 'flag' ? ('boolean' as const) : ('string' as const)
    return [flag, short ? { type, short } : { type }]
  })
  try {
    return parseArgs({ args, options: Object.fromEntries(declared), allowPositionals: true, strict: true })
  } catch (error) {
    // Its first sentence names the flag; the rest is advice about positionals that helps nobody here.
    const sentence = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)[0] ?? ''
    throw misuse(`${name}: ${sentence}`, /'(?:-\w, )?(--?[^' ]+)/.exec(sentence)?.[1] ?? name)
  }
}

function readValue(flag: string, option: Option, given: unknown): unknown {
  if (option.kind === 'flag') return given === true
  if (option.kind === 'text') return given
  if (given === undefined) return option.default
  const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : Number.NaN
  if (number >= option.min && number <= option.max) return number
  throw misuse(`--${flag} has to be a whole number from ${option.min} to ${option.max}, not '${given}'`, `--${flag}`)
}

function checkCount(name: string, { positionals: { name: operand, min, max } }: Command, given: string[]): string[] {
  if (given.length < min) throw misuse(`${name}: ${operand} is missing`, operand)
  const [extra] = given.slice(max)
  if (extra !== undefined) throw misuse(`${name}: '${extra}' is one argument too many`, extra)
  return given
}
