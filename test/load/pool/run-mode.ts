// The frame of every mode: options, a scene that is cleared away however it ends, the result.
import { parseArgs } from 'node:util'
import { configureLogs } from '@chargeplane/telemetry'
import { type Findings, publish, resultOf } from './result.ts'

export type Numbers<Name extends string> = Record<Name, number>

export interface Asked<Name extends string> {
  numbers: Numbers<Name>
  texts: Record<string, string>
  json: boolean
}

/** Reads `--name value` for each of `defaults`; throws for a value that is no number above 0, and for a text that is none of its choices. */
export function readOptions<Name extends string>(
  defaults: Numbers<Name>,
  choices: Record<string, readonly string[]> = {},
  args = process.argv.slice(2),
): Asked<Name> {
  const named = [...Object.keys(defaults), ...Object.keys(choices)]
  const text = Object.fromEntries(named.map(name => [name, { type: 'string' as const }]))
  const parsed = parseArgs({ args, options: { ...text, json: { type: 'boolean' } } })
  const values: Record<string, string | boolean | undefined> = parsed.values
  const numbers = { ...defaults }
  for (const name of Object.keys(defaults) as Name[]) {
    const given = values[name]
    if (given === undefined) continue
    numbers[name] = Number(given)
    if (!(numbers[name] > 0)) throw new Error(`--${name} must be a number above 0, not '${given}'`)
  }
  const texts = Object.fromEntries(
    Object.entries(choices).map(([name, [first = '', ...others]]) => {
      const given = String(values[name] ?? first)
      if (given !== first && !others.includes(given))
        throw new Error(`--${name} must be one of ${[first, ...others].join(', ')}, not '${given}'`)
      return [name, given]
    }),
  )
  return { numbers, texts, json: values.json === true }
}

/** A line of progress; stdout is for the result. */
export function say(what: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`)
}

/** Sets the exit code: 1 when a promise is broken. */
export async function runMode(asJson: boolean, run: () => Promise<Findings>): Promise<void> {
  configureLogs({ level: 'error' })
  const beganMs = performance.now()
  const findings = await run()
  process.exitCode = publish(resultOf(findings, (performance.now() - beganMs) / 1000), asJson)
}

/** Opens, works, and clears away. */
export async function within<S extends { stop(): Promise<void> }, T>(
  opening: Promise<S>,
  work: (scene: S) => Promise<T>,
): Promise<T> {
  const scene = await opening
  try {
    return await work(scene)
  } finally {
    await scene.stop()
  }
}
