// The JSON Schemas of what may be sent to stations and of what they answer, for documents: read when asked for, so that who only speaks
// OCPP does not hold them.
import { readFileSync } from 'node:fs'
import type { OcppVersion } from './versions.ts'

/** Draft-07, without prose; definitions stand in `definitions` and are referred to as `#/definitions/X`. One name is one definition in a version. */
export type SchemaDocument = Readonly<Record<string, unknown>>

const files: Readonly<Record<OcppVersion, string>> = { '1.6': 'v16', '2.0.1': 'v201', '2.1': 'v21' }

/** By `ResetRequest`, `ResetResponse`, …, for every action that we may send in `version`. */
export function commandSchemas(version: OcppVersion): Readonly<Record<string, SchemaDocument>> {
  const file = new URL(`../generated/${files[version]}-schemas.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}
