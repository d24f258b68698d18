import type { Handler } from '@chargeplane/events'
import { hear, stamp } from './facts.ts'
import { sourceOf } from './origin.ts'

/**
 * NotifyCustomerInformation (OCPP N09, N10), kept sealed as it came. The first part takes the rest of an earlier answer away that had the same
 * request id: it may have been about somebody else.
 */
export const customerInformationReported: Handler<'chargeplane.ocpp.v1.CustomerInformationReported'> = async (
  { data },
  { tx },
) => {
  const source = sourceOf(data.origin)
  if (!(await hear(tx, source))) return
  const generatedAt = new Date(data.generatedAt)
  if (data.seqNo === 0) {
    await tx.query(
      `DELETE FROM customer_information
       WHERE tenant = $1 AND station_key = $2 AND (epoch, sequence) < ($3::bigint, $4::bigint) AND request_id = $5`,
      [...stamp(source), data.requestId],
    )
  }
  await tx.query(
    `INSERT INTO customer_information AS c (tenant, station_key, epoch, sequence, request_id, seq_no, to_be_continued, generated_at,
       received_at, sealed_data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (tenant, station_key, request_id, seq_no) DO UPDATE SET
       epoch = excluded.epoch, sequence = excluded.sequence, to_be_continued = excluded.to_be_continued,
       generated_at = excluded.generated_at, received_at = excluded.received_at, sealed_data = excluded.sealed_data
     WHERE (c.epoch, c.sequence) < (excluded.epoch, excluded.sequence)`,
    [
      ...stamp(source),
      data.requestId,
      data.seqNo,
      data.toBeContinued,
      Number.isNaN(generatedAt.getTime()) ? source.receivedAt : generatedAt,
      source.receivedAt,
      data.sealedData,
    ],
  )
}
