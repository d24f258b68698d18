// Repairs a payload that its schema refuses, place by place, as far as there is a rule for what is wrong.
import type { StationCall } from '../contract.ts'
import type { SchemaError } from '../validate.ts'
import { bodyRules } from './body-rules.ts'
import { fieldRules } from './field-rules.ts'
import { compact, dropAt, type Place, placesAt, putAt, valueAt } from './places.ts'
import { type FieldRule, fitsMessage, fitsStation, type StationProfile } from './rule.ts'

export interface Repaired {
  readonly payload: unknown
  /** Ids of the rules that matched. */
  readonly quirks: ReadonlySet<string>
  /** Whether the payload fits its schema now. */
  readonly whole: boolean
}

/** Kinds of faults repaired in one payload: enough for any station that means something, and a bound for those that mean harm. */
const maxRounds = 16

/** The payload is kept under a name, so that the payload itself is a place too. */
const root = 'payload'

function stepsTo({ instancePath, params }: SchemaError): string[] {
  const steps = [root, ...instancePath.split('/').slice(1)]
  const { additionalProperty } = params
  return typeof additionalProperty === 'string' ? [...steps, additionalProperty] : steps
}

/** Repairs every place that breaks the same rule in the same way; false when none could be. */
function repairPlaces(rule: FieldRule, { params }: SchemaError, places: readonly Place[]): boolean {
  let repaired = false
  for (const place of places) {
    if (!Object.hasOwn(place.holder, place.key)) continue
    const repair = rule.repair?.(valueAt(place), params, place.key)
    if (repair === undefined) continue
    if ('drop' in repair) dropAt(place)
    else putAt(place, repair.value)
    repaired = true
  }
  if (repaired) compact(places)
  return repaired
}

/** Works on a copy: what the station sent stays what it sent. Ends where nothing can be repaired any more, or all is well. */
export function repair(row: StationCall, payload: unknown, station: StationProfile): Repaired {
  const { version, action } = row
  const quirks = new Set<string>()
  const matches = (rule: Parameters<typeof fitsStation>[0]) =>
    fitsMessage(rule, version, action) && fitsStation(rule, station)
  const held: { payload: unknown } = { payload: structuredClone(payload) }

  for (const rule of bodyRules) {
    if (typeof held.payload !== 'object' || held.payload === null || !matches(rule)) continue
    const rewritten = rule.repair(held.payload)
    if (rewritten === undefined || JSON.stringify(rewritten) === JSON.stringify(held.payload)) continue
    held.payload = rewritten
    quirks.add(rule.id)
  }
  for (let round = 0; ; round++) {
    const error = row.requestError(held.payload)
    if (error === undefined) return { payload: held.payload, quirks, whole: true }
    const steps = stepsTo(error)
    const places = placesAt(held, steps)
    const candidates = fieldRules.filter(rule => rule.keyword === error.keyword && matches(rule))
    const done = round < maxRounds ? candidates.find(rule => repairPlaces(rule, error, places)) : undefined
    const flagged = done ?? candidates.find(rule => rule.repair === undefined)
    if (flagged !== undefined) quirks.add(flagged.id)
    if (done === undefined) return { payload: held.payload, quirks, whole: false }
  }
}
