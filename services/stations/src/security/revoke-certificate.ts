import { fail } from '@chargeplane/failure'
import type { RevokeCertificateRequest, StationSecurity } from '@chargeplane/proto/stations/v1/security'
import { accessChanged } from '../access-changed.ts'
import { checkAddress, stationKey, unknownStation } from '../identity.ts'
import type { RegistryNeeds } from '../rpc/create-station.ts'
import { checkText } from './check.ts'
import { viewSecurity } from './read.ts'

/** Edges drop what they know of the station when they hear of it, and refuse the certificate from then on, in resumed TLS sessions too. */
export function revokeCertificate({ database, emit, committed }: Omit<RegistryNeeds, 'pepper'>) {
  return async (request: RevokeCertificateRequest): Promise<StationSecurity> => {
    checkAddress(request)
    const certificate = certificateOf(request)
    const reason = checkText('reason', request.reason, 500)
    const actor = checkText('actor', request.actor, 200)
    const { tenant, stationId } = request
    const key = [tenant, stationKey(stationId)]
    const security = await database.transaction(async tx => {
      const [row] = await tx.query<{ station_id: string }>(
        'SELECT station_id FROM stations WHERE tenant = $1 AND station_key = $2 FOR UPDATE',
        key,
      )
      if (row === undefined) throw unknownStation(request)
      const revoked = await tx.query(
        `INSERT INTO revoked_certificates (tenant, station_key, certificate, reason, actor) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING 1`,
        [...key, certificate, reason, actor],
      )
      const registered = row.station_id
      await emit(tx, accessChanged({ tenant, stationId: registered }, 'security_changed'))
      if (revoked.length > 0) {
        await emit(tx, {
          type: 'chargeplane.stations.v1.CertificateRevoked',
          tenant,
          subject: registered,
          id: `revocation/${crypto.randomUUID()}`,
          data: { tenant, stationId: registered, certificate, reason, actor },
        })
      }
      return viewSecurity(tx, request)
    })
    committed(request)
    return security
  }
}

/** In the form that edges compare with. */
function certificateOf({ fingerprint, serialNumber, issuer }: RevokeCertificateRequest): string {
  if (fingerprint !== '') {
    const hex = fingerprint.replaceAll(':', '').toLowerCase()
    if (/^[0-9a-f]{64}$/.test(hex) && serialNumber === '' && issuer === '') return hex
    throw fail('invalid_argument', 'fingerprint must be a SHA-256 in hex, without serialNumber and issuer', {
      field: 'fingerprint',
    })
  }
  const hex = serialNumber
    .replaceAll(':', '')
    .toLowerCase()
    .replace(/^0+(?=.)/, '')
  if (!/^[0-9a-f]{1,40}$/.test(hex)) {
    throw fail('invalid_argument', 'serialNumber must be up to 40 hex digits where there is no fingerprint', {
      field: 'serialNumber',
    })
  }
  return `${hex}/${checkText('issuer', issuer, 1000)}`
}
