// The part of JSON Schema that OCPP's schemas use. Anything else in a schema stops the generator, rather than being left unchecked.

export interface JsonSchema {
  $id?: string
  $ref?: string
  type?: string
  enum?: readonly unknown[]
  properties?: Record<string, JsonSchema>
  required?: readonly string[]
  additionalProperties?: boolean
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  multipleOf?: number
  format?: string
  definitions?: Record<string, JsonSchema>
}

const kept = new Set([
  '$ref',
  'type',
  'enum',
  'required',
  'additionalProperties',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'format',
])
// Prose and hints of other generators, and keywords without effect (`default` is not applied, `additionalItems` has no tuple to follow).
const dropped = new Set(['$schema', '$id', 'description', 'comment', 'title', 'javaType', 'default', 'additionalItems'])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function normaliseAll(value: unknown, path: string): Record<string, JsonSchema> {
  if (!isRecord(value)) throw new Error(`${path}: expected an object of schemas`)
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, normalise(part, `${path}.${name}`)]))
}

/** Copies a schema with only the keywords that check something; throws on a keyword that nobody here has thought about. */
export function normalise(value: unknown, path: string): JsonSchema {
  if (!isRecord(value)) throw new Error(`${path}: expected a schema object`)
  const schema: Record<string, unknown> = {}
  for (const [keyword, part] of Object.entries(value)) {
    if (kept.has(keyword)) schema[keyword] = part
    else if (keyword === 'properties' || keyword === 'definitions')
      schema[keyword] = normaliseAll(part, `${path}.${keyword}`)
    else if (keyword === 'items') schema[keyword] = normalise(part, `${path}.items`)
    else if (!dropped.has(keyword)) throw new Error(`${path}: unknown schema keyword ${keyword}`)
  }
  return schema
}
