import type { Queryable } from '@chargeplane/database'
import type {
  IssuedCertificate,
  ListIssuedCertificatesRequest,
  ListIssuedCertificatesResponse,
} from '@chargeplane/proto/stations/v1/certificates'
import { keyset, pageSize } from '@chargeplane/rpc'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

const pages = keyset('instant', 'text')

interface IssuedRow {
  serial_number: string
  certificate_type: string
  fingerprint: string
  subject: string
  not_before: Date
  not_after: Date
  issued_at: Date
  delivery: string
  delivery_error: string
  chain: string
}

/** Certificates that were issued to a station, newest first. */
export function listIssuedCertificates(database: Queryable) {
  return async (request: ListIssuedCertificatesRequest): Promise<ListIssuedCertificatesResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const [before = null, serial = ''] = pages.after(request.pageToken) ?? []
    const rows = await database.query<IssuedRow>(
      `SELECT serial_number, certificate_type, fingerprint, subject, not_before, not_after, issued_at, delivery, delivery_error, chain
       FROM issued_certificates WHERE tenant = $1 AND station_key = $2
         AND ($3::timestamptz IS NULL OR (issued_at, serial_number) < ($3, $4))
       ORDER BY issued_at DESC, serial_number DESC LIMIT $5`,
      [request.tenant, stationKey(request.stationId), before, serial, size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.issued_at, row.serial_number])
    return { certificates: items.map(toMessage), nextPageToken }
  }
}

function toMessage(row: IssuedRow): IssuedCertificate {
  return {
    serialNumber: row.serial_number,
    certificateType: row.certificate_type,
    fingerprint: row.fingerprint,
    subject: row.subject,
    notBefore: row.not_before.toISOString(),
    notAfter: row.not_after.toISOString(),
    issuedAt: row.issued_at.toISOString(),
    delivery: row.delivery,
    deliveryError: row.delivery_error,
    chain: row.chain,
  }
}
