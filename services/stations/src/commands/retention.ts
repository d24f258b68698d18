import type { Database } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import type { Logger } from '@chargeplane/telemetry'
import { repeat } from '../repeat.ts'

const intervalMs = 3_600_000

/** Deletes commands on record, and their results, that are older than `days`. */
export async function dropOldCommands(database: Pick<Database, 'transaction'>, days: number): Promise<void> {
  await database.transaction(async tx => {
    const gone = await tx.query<{ tenant: string; station_key: string; command_id: string }>(
      `DELETE FROM commands WHERE created_at < now() - make_interval(days => $1)
       RETURNING tenant, station_key, command_id`,
      [days],
    )
    const keys = [gone.map(row => row.tenant), gone.map(row => row.station_key), gone.map(row => row.command_id)]
    for (const table of ['command_results', 'command_result_parts']) {
      await tx.query(
        `DELETE FROM ${table} AS t USING unnest($1::text[], $2::text[], $3::text[]) AS gone (tenant, station_key, command_id)
         WHERE (t.tenant, t.station_key, t.command_id) = (gone.tenant, gone.station_key, gone.command_id)`,
        keys,
      )
    }
  })
}

export function startRetention(
  database: Pick<Database, 'transaction'>,
  days: number,
  log: Logger,
): { close(): Promise<void> } {
  return repeat(
    () => dropOldCommands(database, days),
    intervalMs,
    error => {
      const say = toFailure(error).retryable ? log.warn : log.error
      say('old commands were not deleted; trying again', { error })
    },
  )
}
