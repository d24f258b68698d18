import type { Handler } from '@chargeplane/events'
import { markDue } from '../members.ts'
import { oweProfile } from '../owed-profiles.ts'
import { isZombie } from './session-state.ts'

/** An EV that plans more than it may is told its limit anew (OCPP 2.x K15.FR.12: the station then renegotiates, K16). */
export const evScheduleReported: Handler<'chargeplane.ocpp.v1.EvScheduleReported'> = async ({ data }, { tx }) => {
  const { origin, evseId, status } = data
  if (origin === undefined || status !== 'Rejected') return
  if (await isZombie(tx, origin)) return
  const { tenant, stationId } = origin
  await oweProfile(tx, tenant, stationId, evseId)
  await markDue(tx, tenant, stationId)
}
