// TariffService.PutTariff: adds a version. Nothing that was priced changes, and no session that has begun gets another price.
import type { Database, Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { PutTariffRequest, Tariff } from '@chargeplane/proto/billing/v1/billing'
import { type CheckedTariff, checkTariff } from './check-tariff.ts'
import { type TariffRow, tariffColumns, toTariffMessage } from './tariff-row.ts'

/** Counts the version under the tariff's row lock: two puts at once become two versions, one after the other. */
async function nextVersion(tx: Queryable, { tenant, tariffId }: CheckedTariff): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `INSERT INTO tariffs AS t (tenant, tariff_id, version) VALUES ($1, $2, 1)
     ON CONFLICT (tenant, tariff_id) DO UPDATE SET version = t.version + 1, deleted = false RETURNING version`,
    [tenant, tariffId],
  )
  return row?.version ?? 1
}

/** Stations tell the time in whole seconds: a session that starts in the second of the put is priced by it. */
export function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}

/** The first version may be dated back (a tariff brought along from elsewhere); a change may not: a session's price is the one of its start. */
function validFromOf(tariff: CheckedTariff, version: number, now: Date): Date {
  const second = wholeSecond(now)
  if (tariff.validFrom === undefined) return second
  if (version > 1 && tariff.validFrom < second) {
    throw fail('invalid_argument', 'validFrom of a change lies in the past', { field: 'validFrom' })
  }
  return tariff.validFrom
}

async function addVersion(tx: Queryable, tariff: CheckedTariff, version: number, validFrom: Date): Promise<TariffRow> {
  const { tenant, tariffId, currency, elements, stationIds, name } = tariff
  await tx.query(
    'INSERT INTO tariff_stations (tenant, station_id, tariff_id, version) SELECT $1, unnest($2::text[]), $3, $4',
    [tenant, stationIds.length === 0 ? [''] : stationIds, tariffId, version],
  )
  const [row] = await tx.query<TariffRow>(
    `INSERT INTO tariff_versions (tenant, tariff_id, version, valid_from, deleted, currency, elements, station_ids, name)
     VALUES ($1, $2, $3, $4, false, $5, $6, $7, $8) RETURNING ${tariffColumns}`,
    [tenant, tariffId, version, validFrom, currency, JSON.stringify(elements), stationIds, name],
  )
  if (row === undefined) throw fail('internal', 'the tariff was not stored')
  return row
}

export function putTariff(database: Database, now: () => Date) {
  return async (request: PutTariffRequest): Promise<Tariff> => {
    const tariff = checkTariff(request.tariff)
    const row = await database.transaction(async tx => {
      const version = await nextVersion(tx, tariff)
      return addVersion(tx, tariff, version, validFromOf(tariff, version, now()))
    })
    return toTariffMessage(row)
  }
}
