// What is sent where the smallest payload that the schema allows is one that a careful CSMS refuses to send.
import type { OcppVersion } from '@chargeplane/ocpp'
import { examplePayload } from '../harness/example-payload.ts'

type Json = Record<string, unknown>

const overrides: Readonly<Record<string, (payload: Json) => Json>> = {}

/** Actions that the platform composes itself and does not take as they are. */
const composed: ReadonlySet<string> = new Set<string>()

export function isNeverSentBlindly(_version: OcppVersion, action: string): boolean {
  return composed.has(action)
}

export function commandPayload(version: OcppVersion, action: string): Json {
  const payload = examplePayload(version, action, 'request')
  return overrides[action]?.(payload) ?? payload
}
