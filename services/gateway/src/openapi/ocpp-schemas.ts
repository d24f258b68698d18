// The schemas of OCPP's messages as components of the document: `Ocpp201.SetVariablesRequest`, and what they refer to as `Ocpp201.ComponentType`.
import { actionTable, type OcppVersion } from '@chargeplane/ocpp'
import { commandSchemas } from '@chargeplane/ocpp/schemas'
import type { Json } from './types.ts'

const place = '#/components/schemas/'

export function schemaNameOf(version: OcppVersion, name: string): string {
  return `Ocpp${version.replaceAll('.', '')}.${name}`
}

/** References to the payloads of an action, one a version that has it. */
export function actionPayloads(action: string, part: 'Request' | 'Response'): Json[] {
  const versions = actionTable.filter(row => row.from === 'csms' && row.action === action).map(row => row.version)
  return versions.map(version => ({ $ref: place + schemaNameOf(version, action + part) }))
}

/** Every schema that `actionPayloads` refers to, and those that they refer to. */
export function ocppSchemas(): Json {
  const versions = new Set(actionTable.map(row => row.version))
  return Object.assign({}, ...[...versions].map(schemasOf))
}

function schemasOf(version: OcppVersion): Json {
  const named: Json = {}
  for (const [name, { definitions = {}, ...schema }] of Object.entries(commandSchemas(version))) {
    for (const [inner, definition] of Object.entries(definitions as Json)) {
      named[schemaNameOf(version, inner)] = referring(version, definition)
    }
    named[schemaNameOf(version, name)] = referring(version, schema)
  }
  return named
}

/** With references within a message turned into references within the document. */
function referring(version: OcppVersion, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(member => referring(version, member))
  if (typeof value !== 'object' || value === null) return value
  // OCPP closes its texts against further properties, too.
  const isText = 'type' in value && value.type === 'string'
  const keywords = Object.entries(value).filter(([key]) => !(isText && key === 'additionalProperties'))
  const entries = keywords.map(([key, member]) => {
    const inner = key === '$ref' && typeof member === 'string' ? member.replace('#/definitions/', '') : undefined
    return [key, inner === undefined ? referring(version, member) : place + schemaNameOf(version, inner)]
  })
  return Object.fromEntries(entries)
}
