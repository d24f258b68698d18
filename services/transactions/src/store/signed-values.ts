// Readings under a meter's signature: few, long, and kept byte for byte.
import type { Queryable } from '@chargeplane/database'
import type { SignedReading } from '../domain/readings.ts'
import { type Owned, takenColumns } from './meter-values.ts'

const insert = `INSERT INTO signed_values
    (tenant, station_id, transaction_id, evse_id, connector_id, sampled_at, measurand, phase, location, context, data, encoding_method,
     signing_method, public_key)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::integer[], $6::timestamptz[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
  ON CONFLICT DO NOTHING`

/** One that is there already, from a resend, stays as it is. */
export async function storeSignedValues(tx: Queryable, rows: readonly Owned<SignedReading>[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(insert, [
    ...takenColumns(rows),
    rows.map(({ reading }) => reading.data),
    rows.map(({ reading }) => reading.encodingMethod),
    rows.map(({ reading }) => reading.signingMethod),
    rows.map(({ reading }) => reading.publicKey),
  ])
}
