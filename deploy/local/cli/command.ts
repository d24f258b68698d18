// What a command of ./chargeplane is: a row of a table, from which parsing, help and refusals come.
import { fail } from '@chargeplane/failure'

export type Option =
  | { kind: 'flag'; about: string; short?: string }
  | { kind: 'text'; value: string; about: string; short?: string }
  | { kind: 'integer'; value: string; min: number; max: number; default: number; about: string; short?: string }

export type Options = Record<string, Option>

/** The typed values of declared options. */
type Values<O extends Options> = {
  [Name in keyof O]: O[Name]['kind'] extends 'flag'
    ? boolean
    : O[Name]['kind'] extends 'integer'
      ? number
      : string | undefined
}

interface Positionals {
  /** As shown in the usage line. */
  name: string
  min: number
  max: number
}

/** What the rest of the program knows of a command. `run` gives the exit code. */
export interface Command {
  about: string
  positionals: Positionals
  options: Options
  /** The program that gets everything after the positionals, unread; it refuses what it does not know. */
  forwardsTo?: string
  run(input: { options: Record<string, unknown>; positionals: string[]; forwarded: string[] }): Promise<number>
}

export interface CommandSpec<O extends Options> extends Omit<Command, 'options' | 'positionals' | 'run'> {
  options: O
  positionals?: Positionals
  run(input: { options: Values<O>; positionals: string[]; forwarded: string[] }): Promise<number>
}

/** Declares a command with its options typed from their rows. */
export function command<const O extends Options>(spec: CommandSpec<O>): Command {
  const none = { name: '', min: 0, max: 0 }
  return {
    ...spec,
    positionals: spec.positionals ?? none,
    // `parseCommandLine` has made each value from the row of the same name.
    run: ({ options, ...rest }) => spec.run({ ...rest, options: options as Values<O> }),
  }
}

/** Misuse of the command line; the process ends with 2. `field` is what was refused. */
export function misuse(message: string, field: string) {
  return fail('invalid_argument', message, { field })
}
