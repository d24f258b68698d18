// Readings under a meter's signature: few, long, and kept byte for byte.
import type { Queryable } from '@chargeplane/database'
import type { SignedReading } from '../domain/readings.ts'
import type { ReadingsOwner } from './meter-values.ts'

/** One that is there already, from a resend, stays as it is. */
export async function storeSignedValues(
  tx: Queryable,
  owner: ReadingsOwner,
  signed: readonly SignedReading[],
): Promise<void> {
  if (signed.length === 0) return
  await tx.query(
    `INSERT INTO signed_values (tenant, station_id, transaction_id, evse_id, connector_id, sampled_at, measurand, phase, location, context, data, encoding_method, signing_method, public_key)
     SELECT $1, $2, $3, $4::integer, $5::integer, signed.* FROM unnest($6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[]) AS signed
     ON CONFLICT DO NOTHING`,
    [
      owner.tenant,
      owner.stationId,
      owner.transactionId,
      owner.evseId,
      owner.connectorId,
      signed.map(reading => reading.sampledAt),
      signed.map(reading => reading.measurand),
      signed.map(reading => reading.phase),
      signed.map(reading => reading.location),
      signed.map(reading => reading.context),
      signed.map(reading => reading.data),
      signed.map(reading => reading.encodingMethod),
      signed.map(reading => reading.signingMethod),
      signed.map(reading => reading.publicKey),
    ],
  )
}
