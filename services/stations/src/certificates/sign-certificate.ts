import type { Database, Queryable } from '@chargeplane/database'
import type { SignCertificateRequest, SignCertificateResponse } from '@chargeplane/proto/stations/v1/certificates'
import { checkAddress, stationKey } from '../identity.ts'
import type { Authority } from './authority.ts'
import { type Issued, issueCertificate } from './issue.ts'
import { checkName } from './names.ts'
import { isRefusal, type Refusal, refusal } from './refusal.ts'
import { readSigningRequest } from './signing-request.ts'

export interface SigningNeeds {
  database: Database
  /** Undefined: requests of that kind are rejected. */
  authorities: { station: Authority | undefined; v2g: Authority | undefined }
  /** The O that requests must name; empty: any. */
  organization: string
  /** How long certificates are good for. */
  certificateDays: number
}

/** A station that asks for more than this is broken, or not a station. */
const maxPerHour = 20

/**
 * Decides a SignCertificate (A02.FR.11, FR.12) and signs. The certificate is stored before the station hears Accepted, and is sent when the
 * event says that it has: a crash in between leaves a row that nobody sends, and the station, which was not answered, asks again and is given
 * the same certificate.
 */
export function signCertificate(needs: SigningNeeds) {
  return async (request: SignCertificateRequest): Promise<SignCertificateResponse> => {
    checkAddress(request)
    const signed = await decide(needs, request)
    if (typeof signed === 'string') return { accepted: true, reasonCode: '', reason: '', serialNumber: signed }
    return { accepted: false, ...signed, serialNumber: '' }
  }
}

/** The serial number, or why there is none. */
async function decide(needs: SigningNeeds, request: SignCertificateRequest): Promise<string | Refusal> {
  const use = request.certificateType.startsWith('V2G') ? 'v2g' : 'station'
  const authority = needs.authorities[use]
  if (authority === undefined) return refusal('NoCA', `no certificate authority for ${use} certificates is configured`)
  const read = await readSigningRequest(request.csr, use === 'station' ? needs.organization : '')
  if (isRefusal(read)) return read
  const misnamed = await checkName(needs.database, request, use, read.commonName)
  if (misnamed !== undefined) return misnamed
  const again = await findGiven(needs.database, request, read.digest)
  if (again !== undefined) return again
  if (await hasTooMany(needs.database, request))
    return refusal('TooManyRequests', 'too many certificates within an hour')
  const issued = await issueCertificate(authority, read, { days: needs.certificateDays, now: new Date() })
  if (issued.chain.length > 10_000) return refusal('TooLargeElement', 'the chain is longer than OCPP allows')
  await store(needs.database, request, read.digest, issued)
  return issued.serialNumber
}

/** A station repeats a request whose certificate has not come (A02.FR.17), under a new request id; one that it has rejected is made anew. */
async function findGiven(db: Queryable, request: SignCertificateRequest, digest: string): Promise<string | undefined> {
  const [given] = await db.query<{ serial_number: string }>(
    `UPDATE issued_certificates SET delivery = 'signed', request_id = $5, attempts = 0 WHERE (tenant, station_key, serial_number) IN (
       SELECT tenant, station_key, serial_number FROM issued_certificates
       WHERE tenant = $1 AND station_key = $2 AND csr_digest = $3 AND certificate_type = $4
         AND delivery <> 'rejected' AND not_after > now()
       ORDER BY issued_at DESC LIMIT 1)
     RETURNING serial_number`,
    [request.tenant, stationKey(request.stationId), digest, request.certificateType, request.requestId ?? null],
  )
  return given?.serial_number
}

async function hasTooMany(db: Queryable, { tenant, stationId }: SignCertificateRequest): Promise<boolean> {
  const recent = await db.query(
    `SELECT FROM issued_certificates WHERE tenant = $1 AND station_key = $2 AND issued_at > now() - interval '1 hour' LIMIT $3`,
    [tenant, stationKey(stationId), maxPerHour],
  )
  return recent.length >= maxPerHour
}

async function store(db: Queryable, request: SignCertificateRequest, digest: string, issued: Issued): Promise<void> {
  await db.query(
    `INSERT INTO issued_certificates (tenant, station_key, serial_number, certificate_type, request_id, csr_digest, fingerprint,
       subject, not_before, not_after, chain)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      request.tenant,
      stationKey(request.stationId),
      issued.serialNumber,
      request.certificateType,
      request.requestId ?? null,
      digest,
      issued.fingerprint,
      issued.subject,
      issued.notBefore,
      issued.notAfter,
      issued.chain,
    ],
  )
}
