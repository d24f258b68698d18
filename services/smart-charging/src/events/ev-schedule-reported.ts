import type { Handler } from '@chargeplane/events'
import { markDue } from '../members.ts'
import { oweProfile } from '../owed-profiles.ts'

/** An EV that plans more than it may is told its limit anew (OCPP 2.x K15.FR.12: the station then renegotiates, K16). */
export const evScheduleReported: Handler<'chargeplane.ocpp.v1.EvScheduleReported'> = async ({ data }, { tx }) => {
  const { origin, evseId, status } = data
  if (origin === undefined || status !== 'Rejected') return
  const { tenant, stationId, epoch } = origin
  const newer = await tx.query('SELECT 1 FROM station_sessions WHERE tenant = $1 AND station_id = $2 AND epoch > $3', [
    tenant,
    stationId,
    epoch,
  ])
  if (newer.length > 0) return
  await oweProfile(tx, tenant, stationId, evseId)
  await markDue(tx, tenant, stationId)
}
