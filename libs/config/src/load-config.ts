import { type FailureCode, fail } from '@chargeplane/failure'
import { z } from 'zod'
import { describeSetting } from './describe-setting.ts'
import { sharedNames } from './shared-settings.ts'

/** One thing wrong with the environment. Never carries the value that was found. */
export interface ConfigFault {
  variable: string
  problem: string
}

const code: FailureCode = 'invalid_argument'

/**
 * Reads the settings of a service from its environment. Keys of `shape` are the names of the variables; an empty value counts as unset
 * (Compose and Helm pass empty strings for what nobody filled in).
 * Throws Failure('invalid_argument') naming every fault at once: missing and malformed variables, and unknown ones that start with the
 * service's own prefix or with CHARGEPLANE_. `details.faults` is the same as a list. No value is ever part of the message.
 */
export function loadConfig<S extends z.ZodRawShape>(
  service: string,
  shape: S,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<S>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = z.object(shape).safeParse(given)
  const faults = [
    ...(result.success ? [] : settingFaults(result.error, shape, given)),
    ...unknownVariables(service, Object.keys(shape), Object.keys(given)),
  ]
  if (result.success && faults.length === 0) return result.data
  const lines = faults.map(fault => `  ${fault.variable} ${fault.problem}`)
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  throw fail(code, `${count} in the configuration of ${service}:\n${lines.join('\n')}`, {
    field: faults[0]?.variable,
    details: { faults },
  })
}

function settingFaults(error: z.ZodError, shape: z.ZodRawShape, given: Record<string, unknown>): ConfigFault[] {
  const faults = new Map<string, ConfigFault>()
  for (const issue of error.issues) {
    const variable = String(issue.path[0] ?? '')
    if (faults.has(variable)) continue
    const type = shape[variable]
    const setting = type === undefined ? undefined : describeSetting(variable, type)
    const expected = setting?.expects ?? plainMessage(issue.message, setting?.secret === true)
    const state = Object.hasOwn(given, variable) ? 'is malformed' : 'is missing'
    const purpose = setting?.description ? ` (${setting.description})` : ''
    faults.set(variable, { variable, problem: `${state}: expected ${expected}${purpose}` })
  }
  return [...faults.values()]
}

/** A message written by zod or by a service's own refinement; one about a secret might quote it, so it is not used. */
function plainMessage(message: string, secret: boolean): string {
  return secret ? 'another value' : message.replace(/^(Invalid input: )?expected /i, '')
}

function unknownVariables(service: string, known: string[], given: string[]): ConfigFault[] {
  const own = `${service.toUpperCase().replaceAll('-', '_')}_`
  const declared = new Set(known)
  return given
    .filter(name => name.startsWith(own) || name.startsWith('CHARGEPLANE_'))
    .filter(name => !declared.has(name) && !sharedNames.has(name))
    .map(variable => {
      const near = nearest(variable, known)
      return { variable, problem: `is not a setting of ${service}${near ? `: did you mean ${near}?` : ''}` }
    })
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const maxTypos = 3
  const ranked = known
    .map(candidate => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= maxTypos)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

/** Levenshtein: how many letters have to be added, dropped or replaced. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const current = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
