// How calls are counted.
import { findAction } from '@chargeplane/ocpp'
import { metrics } from '@chargeplane/telemetry'
import type { Session } from './session.ts'

export function recordCall(session: Session, action: string, outcome: string, startedMs: number): void {
  metrics.ocppCallDuration.record((performance.now() - startedMs) / 1000, attributesOf(session, action, outcome))
}

interface CallAttributes {
  'ocpp.action': string
  'ocpp.version': string
  'ocpp.outcome': string
}

// One object per (version, action, outcome) for ever. Actions come from the table: a station can't make up time series.
const knownAttributes = new Map<string, CallAttributes>()

function attributesOf(session: Session, action: string, outcome: string): CallAttributes {
  const key = `${session.version} ${action} ${outcome}`
  const known = knownAttributes.get(key)
  if (known !== undefined) return known
  const inTable = findAction(session.version, action, 'station') !== undefined
  const attributes = {
    'ocpp.action': inTable ? action : '_OTHER',
    'ocpp.version': session.version,
    'ocpp.outcome': outcome,
  }
  if (inTable) knownAttributes.set(key, attributes)
  return attributes
}

export function recordQuirks({ version }: Pick<Session, 'version'>, quirks: readonly string[]): void {
  for (const quirk of quirks) metrics.ocppQuirks.add(1, { 'ocpp.quirk': quirk, 'ocpp.version': version })
}
