// How a station has to prove who it is, as the tables have it.
import type { Queryable } from '@chargeplane/database'
import type { AccessSecurity, StationSecurity } from '@chargeplane/proto/stations/v1/security'
import { type StationAddress, stationKey, unknownStation } from '../identity.ts'

export interface SecurityRow {
  security_profile: number
  allow_downgrade: boolean
  certificate_serial: string
  admit_expired: boolean
  revoked: string[]
  presented: string[]
}

/** Columns of a SELECT from `stations s`. */
export const securityColumns = `s.security_profile, s.allow_downgrade, s.serial_number AS certificate_serial, s.admit_expired,
    ARRAY(SELECT r.certificate FROM revoked_certificates r WHERE r.tenant = s.tenant AND r.station_key = s.station_key) AS revoked,
    ARRAY(SELECT p.fingerprint FROM presented_certificates p WHERE p.tenant = s.tenant AND p.station_key = s.station_key
      ORDER BY p.first_seen_at DESC) AS presented`

/** Undefined where nothing is out of the ordinary: so it costs no memory for stations with passwords alone. */
export function accessSecurityOf(row: SecurityRow): AccessSecurity | undefined {
  const { security_profile: profile, certificate_serial: serialNumber, revoked, presented } = row
  if (profile <= 1 && serialNumber === '' && revoked.length === 0 && presented.length === 0) return undefined
  const { allow_downgrade: allowDowngrade, admit_expired: admitExpired } = row
  return { profile, allowDowngrade, serialNumber, admitExpired, revoked, presented }
}

interface PresentedRow {
  fingerprint: string
  serial_number: string
  issuer: string
  not_after: Date | null
  first_seen_at: Date
}

interface RevokedRow {
  certificate: string
  reason: string
  actor: string
  revoked_at: Date
}

/** For the API. Throws not_found. */
export async function viewSecurity(db: Queryable, address: StationAddress): Promise<StationSecurity> {
  const key = [address.tenant, stationKey(address.stationId)]
  const [row] = await db.query<SecurityRow>(
    `SELECT ${securityColumns} FROM stations s WHERE s.tenant = $1 AND s.station_key = $2`,
    key,
  )
  if (row === undefined) throw unknownStation(address)
  const presented = await db.query<PresentedRow>(
    `SELECT fingerprint, serial_number, issuer, not_after, first_seen_at FROM presented_certificates
     WHERE tenant = $1 AND station_key = $2 ORDER BY first_seen_at DESC`,
    key,
  )
  const revoked = await db.query<RevokedRow>(
    `SELECT certificate, reason, actor, revoked_at FROM revoked_certificates
     WHERE tenant = $1 AND station_key = $2 ORDER BY revoked_at DESC`,
    key,
  )
  return {
    profile: row.security_profile,
    allowDowngrade: row.allow_downgrade,
    serialNumber: row.certificate_serial,
    admitExpired: row.admit_expired,
    presented: presented.map(one => ({
      fingerprint: one.fingerprint,
      serialNumber: one.serial_number,
      issuer: one.issuer,
      notAfter: one.not_after?.toISOString() ?? '',
      firstSeenAt: one.first_seen_at.toISOString(),
    })),
    revoked: revoked.map(({ revoked_at: at, ...one }) => ({ ...one, revokedAt: at.toISOString() })),
  }
}
