// One place of a payload that its schema refuses: what it can be taken for.
import { integer, isObject, number } from '../read.ts'
import { unitRule } from '../units.ts'
import type { FieldRule, Repair } from './rule.ts'

const isScalar = (value: unknown) => typeof value === 'number' || typeof value === 'boolean'
const value = (repaired: unknown): Repair => ({ value: repaired })
const drop: Repair = { drop: true }

function boolean(written: unknown): Repair {
  // An object may bring a toString of its own that is none.
  if (typeof written !== 'string' && typeof written !== 'number') return undefined
  const word = String(written).toLowerCase()
  if (word === 'true' || word === '1') return value(true)
  return word === 'false' || word === '0' ? value(false) : undefined
}

function numeric(written: unknown, wanted: unknown): Repair {
  if (typeof written !== 'string') return undefined
  const read = wanted === 'integer' ? integer(written) : number(written)
  return read === undefined ? undefined : value(read)
}

/** A lone object of a list; stations written in Lua or PHP have no other word for an empty object than []. */
function lone(written: unknown): Repair {
  if (!Array.isArray(written) || written.length > 1) return undefined
  const [only = {}]: unknown[] = written
  return isObject(only) ? value(only) : undefined
}

const texts = (allowed: unknown): string[] =>
  Array.isArray(allowed) ? allowed.filter(one => typeof one === 'string') : []
const bare = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The allowed value that differs in case, spaces, dots or dashes only. */
function respelled(written: unknown, allowed: unknown): Repair {
  if (typeof written !== 'string' || written === '') return undefined
  const meant = texts(allowed).find(one => bare(one) === bare(written))
  return meant === undefined ? undefined : value(meant)
}

/** AMP, VOLT: the allowed unit that means the same. */
function sameUnit(written: unknown, allowed: unknown): Repair {
  if (typeof written !== 'string') return undefined
  const rule = unitRule(written)
  const meant = texts(allowed).find(one => unitRule(one) === rule)
  return meant === undefined ? undefined : value(meant)
}

/** By the keyword that a place violates; the first that can repair it does. Those without a repair flag what stays as it is. */
export const fieldRules: readonly FieldRule[] = [
  {
    id: 'null-field',
    at: 'field',
    keyword: 'type',
    repair: written => (written === null ? drop : undefined),
  },
  {
    id: 'object-for-array',
    at: 'field',
    keyword: 'type',
    repair: (written, { type }) => (type === 'array' && isObject(written) ? value([written]) : undefined),
  },
  {
    id: 'array-for-object',
    at: 'field',
    keyword: 'type',
    repair: (written, { type }) => (type === 'object' ? lone(written) : undefined),
  },
  {
    id: 'number-for-text',
    at: 'field',
    keyword: 'type',
    repair: (written, { type }) => (type === 'string' && isScalar(written) ? value(String(written)) : undefined),
  },
  {
    id: 'text-for-number',
    at: 'field',
    keyword: 'type',
    repair: (written, { type }) => (type === 'integer' || type === 'number' ? numeric(written, type) : undefined),
  },
  {
    id: 'text-for-boolean',
    at: 'field',
    keyword: 'type',
    repair: (written, { type }) => (type === 'boolean' ? boolean(written) : undefined),
  },
  { id: 'wrong-type', at: 'field', keyword: 'type' },
  { id: 'extra-field', at: 'field', keyword: 'additionalProperties', repair: () => drop },
  {
    id: 'empty-list',
    at: 'field',
    keyword: 'minItems',
    repair: written => (Array.isArray(written) && written.length === 0 ? drop : undefined),
  },
  { id: 'short-list', at: 'field', keyword: 'minItems' },
  { id: 'long-list', at: 'field', keyword: 'maxItems' },
  {
    id: 'unit-alias',
    at: 'field',
    keyword: 'enum',
    repair: (written, { allowedValues }, name) => (name === 'unit' ? sameUnit(written, allowedValues) : undefined),
  },
  {
    id: 'value-spelling',
    at: 'field',
    keyword: 'enum',
    repair: (written, { allowedValues }) => respelled(written, allowedValues),
  },
  { id: 'unknown-value', at: 'field', keyword: 'enum' },
  { id: 'long-text', at: 'field', keyword: 'maxLength' },
  { id: 'out-of-range', at: 'field', keyword: 'minimum' },
  { id: 'out-of-range', at: 'field', keyword: 'maximum' },
  { id: 'out-of-range', at: 'field', keyword: 'multipleOf' },
  { id: 'missing-field', at: 'field', keyword: 'required' },
]
