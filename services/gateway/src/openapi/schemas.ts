// JSON Schema of the zod types that check requests and answers; named ones (`meta({ id })`) are gathered to be referred to.
import { z } from 'zod'
import type { Json } from './types.ts'

const place = '#/components/schemas/'

export interface SchemaBook {
  /** Schema of a type: a reference when the type has a name. `input`: as a caller writes it; `output`: as it is answered. */
  add(type: z.ZodType, io: 'input' | 'output'): Json
  /** The named ones, by name. */
  named(): Json
}

export function schemaBook(): SchemaBook {
  const book: Json = {}
  return {
    add(type, io) {
      const { $schema: _, $defs = {}, ...schema } = z.toJSONSchema(type, { io, override: relaxed })
      for (const [name, definition] of Object.entries($defs)) book[name] = referred(definition)
      return referred(schema) as Json
    },
    named: () => Object.fromEntries(Object.entries(book).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>

/** Answers may gain fields without a new version of the API; that JSON's integers end at 2^53 needs no mention. */
const relaxed: Override = ({ jsonSchema, zodSchema }) => {
  const { def } = zodSchema._zod
  if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  delete jsonSchema.id
}

function referred(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referred)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, member]) =>
    key === '$ref' && typeof member === 'string' ? [key, member.replace('#/$defs/', place)] : [key, referred(member)],
  )
  return Object.fromEntries(entries)
}
