import { type Queryable, rowStatement } from '@chargeplane/database'
import { type Handler, handlerOfMany, type ReceivedEvent } from '@chargeplane/events'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'

/** Answers the sites whose plans are out of date by it: none for a station that belongs to none, as most do. */
const note = rowStatement(
  { tenant: 'text', station_id: 'text', epoch: 'bigint', since: 'timestamptz', connected: 'boolean' },
  `, noted AS (
    INSERT INTO station_sessions AS s (tenant, station_id, epoch, connected, since)
    SELECT t.tenant, t.station_id, t.epoch, t.connected, t.since FROM told t
    ON CONFLICT (tenant, station_id) DO UPDATE SET epoch = excluded.epoch, connected = excluded.connected,
      since = CASE WHEN s.epoch = excluded.epoch THEN s.since ELSE excluded.since END
    WHERE s.epoch < excluded.epoch OR (s.epoch = excluded.epoch AND s.connected AND NOT excluded.connected)
    RETURNING s.tenant, s.station_id)
  UPDATE sites s SET revision = revision + 1
  FROM (SELECT DISTINCT m.tenant, m.site_id FROM noted JOIN site_members m USING (tenant, station_id)) d
  WHERE s.tenant = d.tenant AND s.site_id = d.site_id RETURNING 1`,
)

type SessionType = 'chargeplane.ocpp.v1.StationConnected' | 'chargeplane.ocpp.v1.StationDisconnected'

/**
 * Notes whether stations are connected, and that their sites are due for another plan: `siteDue`, which the commit is still to follow. A record of an epoch below one already seen changes
 * nothing: it comes from a session that has been replaced, perhaps told by an edge that does not know yet. Nor does the beginning of a session
 * that is known, or that has ended.
 */
export function notingSessions<T extends SessionType>(connected: boolean, siteDue: () => void): Handler<T> {
  return handlerOfMany<T>(async (events: readonly ReceivedEvent<T>[], { tx }) => {
    const origins = events.flatMap(({ data }): Origin[] => (data.origin === undefined ? [] : [data.origin]))
    const due = await note(tx, [
      origins.map(({ tenant }) => tenant),
      origins.map(({ stationId }) => stationId),
      origins.map(({ epoch }) => epoch),
      origins.map(({ receivedAt }) => receivedAt),
      origins.map(() => connected),
    ])
    if (due.length > 0) siteDue()
  })
}

/**
 * Whether a record is a zombie's: of an older session, received when a newer one had begun. What an older session said before that counts,
 * however late it is read: after an outage ocpp.connections may be far ahead of ocpp.stations.
 */
export async function isZombie(tx: Queryable, origin: Origin): Promise<boolean> {
  const newer = await tx.query(
    'SELECT 1 FROM station_sessions WHERE tenant = $1 AND station_id = $2 AND epoch > $3 AND since <= $4',
    [origin.tenant, origin.stationId, origin.epoch, origin.receivedAt],
  )
  return newer.length > 0
}
