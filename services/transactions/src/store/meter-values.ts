// Readings in and out of meter_values.
import type { Queryable } from '@chargeplane/database'
import { Decimal } from '../domain/decimal.ts'
import type { Reading } from '../domain/readings.ts'
import type { RegisterSample } from '../domain/registers.ts'
import type { Partitions } from './partitions.ts'

export interface ReadingsOwner {
  tenant: string
  stationId: string
  /** '' for none. */
  transactionId: string
  evseId: number
  connectorId: number
}

/** Writes all readings of a record in one statement. One that is there already, from a resend, stays as it is. */
export async function storeReadings(
  tx: Queryable,
  partitions: Partitions,
  owner: ReadingsOwner,
  readings: readonly Reading[],
): Promise<void> {
  if (readings.length === 0) return
  await partitions.ensure(tx, new Set(readings.map(({ sampledAt }) => sampledAt)))
  await tx.query(
    `INSERT INTO meter_values (tenant, station_id, transaction_id, evse_id, connector_id, sampled_at, measurand, phase, location, context, value, unit, original)
     SELECT $1, $2, $3, $4::integer, $5::integer, reading.* FROM unnest($6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::numeric[], $12::text[], $13::text[]) AS reading
     ON CONFLICT DO NOTHING`,
    [
      owner.tenant,
      owner.stationId,
      owner.transactionId,
      owner.evseId,
      owner.connectorId,
      readings.map(reading => reading.sampledAt),
      readings.map(reading => reading.measurand),
      readings.map(reading => reading.phase),
      readings.map(reading => reading.location),
      readings.map(reading => reading.context),
      readings.map(reading => reading.value),
      readings.map(reading => reading.unit),
      readings.map(reading => reading.original),
    ],
  )
}

/** How far a reading's time may lie outside of its transaction and still be looked at: bounds the partitions that are read. */
const slackMs = 86_400_000

export interface TransactionKey {
  tenant: string
  stationId: string
  transactionId: string
}

/** The transaction's readings of the import register, of the whole and not of one phase, in no order. */
export async function readRegisterSamples(
  tx: Queryable,
  { tenant, stationId, transactionId }: TransactionKey,
  fromMs: number,
  toMs: number,
): Promise<RegisterSample[]> {
  const rows = await tx.query<{ sampled_at: Date; value: string; context: string; location: string }>(
    `SELECT sampled_at, value, context, location FROM meter_values
     WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3 AND sampled_at BETWEEN $4 AND $5
       AND measurand = 'Energy.Active.Import.Register' AND phase = '' AND unit = 'Wh'`,
    [tenant, stationId, transactionId, new Date(fromMs - slackMs), new Date(toMs + slackMs)],
  )
  return rows.map(({ sampled_at, value, context, location }) => ({
    atMs: sampled_at.getTime(),
    wh: new Decimal(value),
    context,
    location,
  }))
}
