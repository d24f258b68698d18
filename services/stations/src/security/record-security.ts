import type { Queryable } from '@chargeplane/database'
import type { RecordSecurityRequest, RecordSecurityResponse } from '@chargeplane/proto/stations/v1/security'
import { accessChanged } from '../access-changed.ts'
import { checkAddress, stationKey } from '../identity.ts'
import type { RegistryNeeds } from '../rpc/create-station.ts'
import { checkProfile } from './check.ts'

/** Certificates remembered of a station: one that renews yearly has them all for longer than it lives. */
const maxPresented = 8

/**
 * Stores with what a station is about to be let in. The edge waits for it: a crash before the commit leaves the station outside, after it
 * with a profile that it had proved. Nothing of a station that is not registered (any more): it has no profile to keep.
 */
export function recordSecurity({ database, emit, committed }: Omit<RegistryNeeds, 'pepper'>) {
  return async (request: RecordSecurityRequest): Promise<RecordSecurityResponse> => {
    checkAddress(request)
    const profile = checkProfile(request.profile)
    const { tenant, stationId, certificate } = request
    const key = [tenant, stationKey(stationId)]
    await database.transaction(async tx => {
      const [row] = await tx.query<{ station_id: string; security_profile: number }>(
        'SELECT station_id, security_profile FROM stations WHERE tenant = $1 AND station_key = $2 FOR UPDATE',
        key,
      )
      if (row === undefined) return
      const rises = row.security_profile < profile
      if (rises) {
        await tx.query('UPDATE stations SET security_profile = $3 WHERE tenant = $1 AND station_key = $2', [
          ...key,
          profile,
        ])
      }
      const { fingerprint = '', serialNumber = '', issuer = '', notAfter = '' } = certificate ?? {}
      const isNew = fingerprint !== '' && (await keep(tx, key, [fingerprint, serialNumber, issuer, notAfter]))
      if (rises || isNew) await emit(tx, accessChanged({ tenant, stationId: row.station_id }, 'security_changed'))
    })
    committed(request)
    return {}
  }
}

/** Whether it was not known. */
async function keep(tx: Queryable, key: string[], of: string[]): Promise<boolean> {
  const inserted = await tx.query(
    `INSERT INTO presented_certificates (tenant, station_key, fingerprint, serial_number, issuer, not_after)
     VALUES ($1, $2, $3, $4, $5, NULLIF($6, '')::timestamptz) ON CONFLICT DO NOTHING RETURNING 1`,
    [...key, ...of],
  )
  if (inserted.length === 0) return false
  await tx.query(
    `DELETE FROM presented_certificates WHERE tenant = $1 AND station_key = $2 AND fingerprint NOT IN (
       SELECT fingerprint FROM presented_certificates WHERE tenant = $1 AND station_key = $2
       ORDER BY first_seen_at DESC, fingerprint = $4 DESC LIMIT $3)`,
    [...key, maxPresented, of[0] ?? ''],
  )
  return true
}
