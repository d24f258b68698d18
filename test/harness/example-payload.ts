// A valid payload for every message of every version, made from the official schema: the same one each time it is asked for.
import { readFileSync } from 'node:fs'
import type { OcppVersion } from '@chargeplane/ocpp'

export type Part = 'request' | 'response'

/** Which fields an example has: those that are required, or every one that the schema knows. */
export type Fill = 'required' | 'everything'

interface Schema {
  $id?: string
  $ref?: string
  type?: string
  format?: string
  enum?: readonly unknown[]
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  minItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  definitions?: Record<string, Schema>
}

const files: Readonly<Record<OcppVersion, string>> = {
  '1.6': 'ocpp1_6.json',
  '2.0.1': 'ocpp2_0_1.json',
  '2.1': 'ocpp2_1.json',
}
const suffixes: Readonly<Record<Part, readonly string[]>> = {
  // The one message that is never answered (NotifyPeriodicEventStream) has no suffix.
  request: ['Request', '.req', ''],
  response: ['Response', '.conf'],
}
const instant = '2026-01-02T03:04:05Z'
const loaded = new Map<OcppVersion, ReadonlyMap<string, Schema>>()

function schemasOf(version: OcppVersion): ReadonlyMap<string, Schema> {
  const known = loaded.get(version)
  if (known !== undefined) return known
  const file = new URL(`lib/schemas/${files[version]}`, import.meta.resolve('ocpp-rpc/package.json'))
  const schemas: Schema[] = JSON.parse(readFileSync(file, 'utf8'))
  const byName = new Map(schemas.map(schema => [(schema.$id ?? '').replace('urn:', ''), schema]))
  loaded.set(version, byName)
  return byName
}

function text(name: string, { format, minLength = 0, maxLength = 50 }: Schema): string {
  if (format === 'date-time') return instant
  if (format === 'uri') return 'https://example.com/file'
  return `example ${name}`.slice(0, maxLength).padEnd(minLength, 'x')
}

function whole({ minimum = 1, maximum = Number.MAX_SAFE_INTEGER }: Schema): number {
  return Math.min(Math.max(1, Math.ceil(minimum)), maximum)
}

/** A value for `schema`; `definitions` are the message's own, `name` is the field's. */
function example(name: string, schema: Schema, definitions: Record<string, Schema>, fill: Fill): unknown {
  if (schema.$ref !== undefined) {
    const target = definitions[schema.$ref.replace('#/definitions/', '')]
    if (target === undefined) throw new Error(`unresolved ${schema.$ref}`)
    return example(name, target, definitions, fill)
  }
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.type === 'object') return objectFor(schema, definitions, fill)
  if (schema.type === 'array') {
    const { items = {}, minItems = 1 } = schema
    return Array.from({ length: Math.max(1, minItems) }, () => example(name, items, definitions, fill))
  }
  if (schema.type === 'integer' || schema.type === 'number') return whole(schema)
  if (schema.type === 'boolean') return true
  return text(name, schema)
}

function objectFor(schema: Schema, definitions: Record<string, Schema>, fill: Fill): Record<string, unknown> {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => fill === 'everything' || schema.required?.includes(name),
  )
  return Object.fromEntries(fields.map(([name, part]) => [name, example(name, part, definitions, fill)]))
}

/** A payload that fits the official schema of that message. Throws for a message that the version has not. */
export function examplePayload(
  version: OcppVersion,
  action: string,
  part: Part,
  fill: Fill = 'required',
): Record<string, unknown> {
  const schemas = schemasOf(version)
  const schema = suffixes[part].map(suffix => schemas.get(`${action}${suffix}`)).find(found => found !== undefined)
  if (schema === undefined) throw new Error(`OCPP ${version} has no ${part} of ${action}`)
  return objectFor(schema, schema.definitions ?? {}, fill)
}
