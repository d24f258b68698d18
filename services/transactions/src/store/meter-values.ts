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

/** What readings were taken of. */
export interface Owned<T> {
  owner: ReadingsOwner
  reading: T
}

/** Readings with their owner, as rows are made of them. */
export function ownedBy<T>(owner: ReadingsOwner, readings: readonly T[]): Owned<T>[] {
  return readings.map(reading => ({ owner, reading }))
}

/** What every kind of reading says of itself beside its value. */
interface Taken {
  sampledAt: Date
  measurand: string
  phase: string
  location: string
  context: string
}

/**
 * The columns that all kinds of readings begin with: tenant, station_id, transaction_id, evse_id, connector_id, sampled_at, measurand, phase,
 * location, context.
 */
export function takenColumns(rows: readonly Owned<Taken>[]): unknown[][] {
  return [
    rows.map(({ owner }) => owner.tenant),
    rows.map(({ owner }) => owner.stationId),
    rows.map(({ owner }) => owner.transactionId),
    rows.map(({ owner }) => owner.evseId),
    rows.map(({ owner }) => owner.connectorId),
    rows.map(({ reading }) => reading.sampledAt),
    rows.map(({ reading }) => reading.measurand),
    rows.map(({ reading }) => reading.phase),
    rows.map(({ reading }) => reading.location),
    rows.map(({ reading }) => reading.context),
  ]
}

const insert = `INSERT INTO meter_values
    (tenant, station_id, transaction_id, evse_id, connector_id, sampled_at, measurand, phase, location, context, value, unit, original)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::integer[], $6::timestamptz[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::numeric[], $12::text[], $13::text[])
  ON CONFLICT DO NOTHING`

/** Writes all readings of one or many records in one statement. One that is there already, from a resend, stays as it is. */
export async function storeReadings(
  tx: Queryable,
  partitions: Partitions,
  rows: readonly Owned<Reading>[],
): Promise<void> {
  if (rows.length === 0) return
  await partitions.ensure(tx, new Set(rows.map(({ reading }) => reading.sampledAt)))
  await tx.query(insert, [
    ...takenColumns(rows),
    rows.map(({ reading }) => reading.value),
    rows.map(({ reading }) => reading.unit),
    rows.map(({ reading }) => reading.original),
  ])
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
