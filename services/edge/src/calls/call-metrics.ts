// How calls are counted.
import { findAction } from '@chargeplane/ocpp'
import { metrics } from '@chargeplane/telemetry'
import type { Session } from '../sessions/session.ts'

export function recordCall(session: Session, action: string, outcome: string, startedMs: number): void {
  metrics.ocppCallDuration.record((performance.now() - startedMs) / 1000, attributesOf(session, action, outcome))
}

interface CallAttributes {
  'ocpp.action': string
  'ocpp.version': string
  'ocpp.outcome': string
}

// One object per (outcome, version, action) for ever. Actions come from the table: a station can't make up time series. Looked up step by
// step: a key that is joined for each call costs more than all of it.
const knownAttributes = new Map<string, Map<string, Map<string, CallAttributes>>>()

function inside<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = new Map<string, V>()
  map.set(key, made)
  return made
}

function attributesOf(session: Session, action: string, outcome: string): CallAttributes {
  const byAction = inside(inside(knownAttributes, outcome), session.version)
  const known = byAction.get(action)
  if (known !== undefined) return known
  const inTable = findAction(session.version, action, 'station') !== undefined
  const attributes = {
    'ocpp.action': inTable ? action : '_OTHER',
    'ocpp.version': session.version,
    'ocpp.outcome': outcome,
  }
  if (inTable) byAction.set(action, attributes)
  return attributes
}

export function recordQuirks({ version }: Pick<Session, 'version'>, quirks: readonly string[]): void {
  for (const quirk of quirks) metrics.ocppQuirks.add(1, { 'ocpp.quirk': quirk, 'ocpp.version': version })
}
