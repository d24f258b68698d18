// Turns one OCPP schema into a TypeScript type, so that a handler's field names are checked against the schema it is validated by.
import type { JsonSchema } from './json-schema.ts'

const scalars: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
}

function objectType(schema: JsonSchema, definitions: Record<string, JsonSchema>): string {
  const required = new Set(schema.required)
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, part]) => `${name}${required.has(name) ? '' : '?'}: ${typeOf(part, definitions)}`,
  )
  // CustomDataType is the one open object of OCPP 2.x.
  if (schema.additionalProperties !== false && fields.length > 0) fields.push('[extra: string]: unknown')
  return fields.length === 0 ? 'Record<string, never>' : `{ ${fields.join('; ')} }`
}

/** The TypeScript type of `schema`, everything inlined: OCPP's definitions are repeated per message and differ between them. */
export function typeOf(schema: JsonSchema, definitions: Record<string, JsonSchema>): string {
  if (schema.$ref !== undefined) {
    const target = definitions[schema.$ref.replace('#/definitions/', '')]
    if (target === undefined) throw new Error(`unresolved ${schema.$ref}`)
    return typeOf(target, definitions)
  }
  if (schema.enum !== undefined) return schema.enum.map(value => JSON.stringify(value)).join(' | ')
  if (schema.type === 'object') return objectType(schema, definitions)
  if (schema.type === 'array') return `Array<${typeOf(schema.items ?? {}, definitions)}>`
  return scalars[schema.type ?? ''] ?? 'unknown'
}
