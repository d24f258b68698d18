import type { Handler } from '@chargeplane/events'
import { markDue } from '../members.ts'
import { noteSession } from './session-state.ts'

/** A station is gone: it keeps what it has accepted, and the others share the rest. */
export const stationDisconnected: Handler<'chargeplane.ocpp.v1.StationDisconnected'> = async ({ data }, { tx }) => {
  if (data.origin && (await noteSession(tx, data.origin, false)))
    await markDue(tx, data.origin.tenant, data.origin.stationId)
}
