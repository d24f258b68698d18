import type { Handler } from '@chargeplane/events'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** SignCertificate: the station is being answered Accepted, so that its certificate may follow (OCPP A02.FR.11). */
export const certificateSigningRequested: Handler<'chargeplane.ocpp.v1.CertificateSigningRequested'> = async (
  { data },
  { tx },
) => {
  const source = sourceOf(data.origin)
  await hear(tx, source)
  await tx.query(
    `UPDATE issued_certificates SET delivery = 'waiting', delivery_error = '', attempts = 0, attempted_epoch = 0, next_attempt_at = now()
     WHERE tenant = $1 AND station_key = $2 AND serial_number = $3 AND delivery = 'signed'`,
    [source.tenant, source.stationKey, data.serialNumber],
  )
}
