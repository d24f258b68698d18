import type { Handler } from '@chargeplane/events'
import { metrics } from '@chargeplane/telemetry'

/** The edge's closed list (proto); whatever else is counted as one, so that a fault can't make time series without end. */
const reasons = new Set([
  'bad_credentials',
  'unknown_station',
  'unsupported_subprotocol',
  'overloaded',
  'too_many_attempts',
  'invalid_identity',
  'unavailable',
  'flapping',
  'flooding',
  'lower_profile',
  'foreign_tenant',
  'no_certificate',
  'foreign_certificate',
  'expired_certificate',
  'revoked_certificate',
])

/** An upgrade was refused. Anyone can cause these under any name: they are counted, and change nothing. */
export const connectionRefused: Handler<'chargeplane.ocpp.v1.ConnectionRefused'> = async ({ data }) => {
  metrics.connectionsRefused.add(1, { 'ocpp.refusal.reason': reasons.has(data.reason) ? data.reason : '_OTHER' })
}
