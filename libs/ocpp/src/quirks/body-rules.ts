// Whole payloads that follow another version than the socket's.
import { isObject } from '../read.ts'
import type { BodyRule } from './rule.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => isObject<Fields>(value)

/** `fields` with the first of `from` that is there under the name `to`, where that is not there itself. */
function renamed(fields: Fields, to: string, ...from: readonly string[]): Fields {
  if (Object.hasOwn(fields, to)) return fields
  const old = from.find(name => Object.hasOwn(fields, name))
  if (old === undefined) return fields
  const { [old]: moved, ...others } = fields
  return { ...others, [to]: moved }
}

const each = (list: unknown, change: (fields: Fields) => Fields): unknown =>
  Array.isArray(list) ? list.map(one => (isFields(one) ? change(one) : one)) : list

function meterValue(fields: Fields): Fields {
  const named = renamed(fields, 'sampledValue', 'values', 'value')
  if (!Object.hasOwn(named, 'sampledValue')) return named
  return { ...named, sampledValue: each(named.sampledValue, sample => renamed(sample, 'value', 'values')) }
}

/** OCPP 1.5 had `values` for what 1.6 calls `meterValue`, and `values` (or `value`) for its `sampledValue`. */
function ocpp15Names(payload: object): object | undefined {
  if (!isFields(payload)) return undefined
  const field = Object.hasOwn(payload, 'transactionData') ? 'transactionData' : 'meterValue'
  const named = field === 'meterValue' ? renamed(payload, 'meterValue', 'values') : payload
  if (!Array.isArray(named[field])) return undefined
  return { ...named, [field]: each(named[field], meterValue) }
}

export const bodyRules: readonly BodyRule[] = [
  {
    id: 'ocpp15-names',
    at: 'body',
    versions: ['1.6'],
    actions: ['MeterValues', 'StopTransaction'],
    repair: ocpp15Names,
  },
]
