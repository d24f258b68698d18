import type { Handler } from '@chargeplane/events'
import { markDue } from '../members.ts'
import { noteSession } from './session-state.ts'

/** A station is back: its default profile and its share can be sent again. */
export const stationConnected: Handler<'chargeplane.ocpp.v1.StationConnected'> = async ({ data }, { tx }) => {
  if (data.origin && (await noteSession(tx, data.origin, true)))
    await markDue(tx, data.origin.tenant, data.origin.stationId)
}
