// The members of a site as the scheduler sees them: what is stored, joined with who is connected and which transaction is open.
import type { Queryable } from '@chargeplane/database'
import type { Member } from './plan.ts'

interface MemberRow extends Record<string, unknown> {
  station_id: string
  evse_id: number
  max_a: string
  ceiling_a: string
  committed_a: string
  accepted_default_a: string | null
  accepted_transaction_a: string | null
  connected: boolean
  transaction_id: string | null
  profiles_owed: number
  sending_a: string | null
}

const amps = (text: string | null): number | null => (text === null ? null : Number(text))

/**
 * Every member of a site in a stable order. With `lock`, their rows stay locked until the transaction ends. The locks are taken by a
 * statement of their own: what else is read has to be as new as they are, or an end that was being written would be overlooked.
 */
export async function loadMembers(db: Queryable, tenant: string, siteId: string, lock = false): Promise<Member[]> {
  if (lock) {
    const locking =
      'SELECT FROM site_members WHERE tenant = $1 AND site_id = $2 ORDER BY station_id, evse_id FOR UPDATE'
    await db.query(locking, [tenant, siteId])
  }
  const rows = await db.query<MemberRow>(
    `SELECT m.station_id, m.evse_id, m.max_a, m.committed_a, m.profiles_owed, m.sending_a,
       least(m.max_a,
         (SELECT n.max_a FROM charging_needs n WHERE n.tenant = m.tenant AND n.station_id = m.station_id AND n.evse_id = m.evse_id),
         (SELECT min(l.cap_a) FROM charging_limits l
           WHERE l.tenant = m.tenant AND l.station_id = m.station_id AND l.evse_id IN (0, m.evse_id))) AS ceiling_a,
       m.accepted_default_a, m.accepted_transaction_a,
       EXISTS (SELECT 1 FROM station_sessions s WHERE s.tenant = m.tenant AND s.station_id = m.station_id AND s.connected) AS connected,
       (SELECT t.transaction_id FROM open_transactions t
         WHERE t.tenant = m.tenant AND t.station_id = m.station_id AND t.evse_id = m.evse_id AND t.ended_at IS NULL
         ORDER BY t.started_at DESC LIMIT 1) AS transaction_id
     FROM site_members m WHERE m.tenant = $1 AND m.site_id = $2 ORDER BY m.station_id, m.evse_id`,
    [tenant, siteId],
  )
  return rows.map(row => ({
    stationId: row.station_id,
    evseId: row.evse_id,
    maxA: Number(row.max_a),
    ceilingA: Number(row.ceiling_a),
    connected: row.connected,
    transactionId: row.transaction_id,
    committedA: Number(row.committed_a),
    acceptedDefaultA: amps(row.accepted_default_a),
    acceptedTransactionA: amps(row.accepted_transaction_a),
    profilesOwed: row.profiles_owed,
    sendingA: amps(row.sending_a),
  }))
}

/** Writes what changed on one member. */
export async function saveMember(db: Queryable, tenant: string, member: Member): Promise<void> {
  await db.query(
    `UPDATE site_members SET committed_a = $4, accepted_default_a = $5, accepted_transaction_a = $6, profiles_owed = $7,
       sending_a = $8
     WHERE tenant = $1 AND station_id = $2 AND evse_id = $3`,
    [
      tenant,
      member.stationId,
      member.evseId,
      member.committedA,
      member.acceptedDefaultA,
      member.acceptedTransactionA,
      member.profilesOwed,
      member.sendingA,
    ],
  )
}

/**
 * A transaction began or ended at an EVSE: the profile of the one before is void (OCPP K01: a TxProfile ends with its transaction), so
 * the EVSE is back at its default. The site of the EVSE, if any, is due for a new plan.
 */
export async function resetEvse(db: Queryable, tenant: string, stationId: string, evseId: number): Promise<void> {
  await db.query(
    `UPDATE site_members SET accepted_transaction_a = NULL, sending_a = NULL, committed_a = coalesce(accepted_default_a, committed_a)
     WHERE tenant = $1 AND station_id = $2 AND evse_id = $3`,
    [tenant, stationId, evseId],
  )
  await markDue(db, tenant, stationId)
}

/** Says that the sites of a station need a new plan. */
export async function markDue(db: Queryable, tenant: string, stationId: string): Promise<void> {
  await db.query(
    `UPDATE sites s SET revision = revision + 1
     FROM (SELECT DISTINCT site_id FROM site_members WHERE tenant = $1 AND station_id = $2) m
     WHERE s.tenant = $1 AND s.site_id = m.site_id`,
    [tenant, stationId],
  )
}
