// The record of commands and of the results that they wait for.
import type { Database, Queryable } from '@chargeplane/database'
import { type Failure, fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { type StationAddress, stationKey } from '../identity.ts'
import type { Plan, PlannedCall } from './compose.ts'
import { type Ended, outcomeName, resultAfter } from './outcome.ts'
import type { Patience } from './result-patience.ts'

export interface Recorded extends StationAddress {
  commandId: string
}

export interface Beginning {
  plan: Plan
  patience: Patience
  /** Milliseconds after which it is over, whatever becomes of this process. */
  overAfterMs: number
  /** It has waited for its station: its record is there, without an outcome since it was claimed. */
  claimed: boolean
}

/** Written before anything is sent, so that a report which overtakes the answer finds what it belongs to. Throws already_exists. */
export async function recordBegin(
  database: Pick<Database, 'transaction'>,
  { tenant, stationId, commandId }: Recorded,
  { plan, patience, overAfterMs, claimed }: Beginning,
): Promise<void> {
  const key = [tenant, stationKey(stationId), commandId]
  await database.transaction(async tx => {
    const written = await tx.query(
      `INSERT INTO commands AS c (tenant, station_key, command_id, action, ocpp_version, deadline)
       VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond')
       ON CONFLICT (tenant, station_key, command_id) DO UPDATE
         SET action = excluded.action, ocpp_version = excluded.ocpp_version, deadline = excluded.deadline
         WHERE $7 AND c.outcome = ''
       RETURNING command_id`,
      [...key, plan.action, plan.version, overAfterMs, claimed],
    )
    if (written.length === 0) throw fail('already_exists', 'this command was sent before', { field: 'commandId' })
    for (const call of plan.calls) await beginResult(tx, key, call, patience)
  })
}

async function beginResult(tx: Queryable, key: string[], call: PlannedCall, patience: Patience): Promise<void> {
  if (call.awaited === undefined) return
  const { answeredBy, requestId } = call.awaited
  const [tenant, station] = key
  const pending = [tenant, station, answeredBy, requestId]
  const isOther = "tenant = $1 AND station_key = $2 AND answered_by = $3 AND request_id = $4 AND state = 'pending'"
  if (requestId === 0) {
    await tx.query(
      `UPDATE command_results SET state = 'failed', reason = 'another command has taken its place' WHERE ${isOther}`,
      pending,
    )
  } else {
    const taken = await tx.query(`SELECT FROM command_results WHERE ${isOther} AND deadline > now()`, pending)
    if (taken.length > 0) {
      throw fail('already_exists', `a result of this station with requestId ${requestId} is awaited already`, {
        field: 'requestId',
      })
    }
  }
  await tx.query(
    `INSERT INTO command_results (tenant, station_key, command_id, answered_by, request_id, deadline, patience)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 second', $6 * interval '1 second')`,
    [...key, answeredBy, requestId, patience(answeredBy)],
  )
}

/** What became of it. The payloads come by ocpp.commands, without the id tokens in them. */
export async function recordEnd(
  database: Pick<Database, 'transaction'>,
  { tenant, stationId, commandId }: Recorded,
  ended: readonly Ended[],
): Promise<void> {
  const key = [tenant, stationKey(stationId), commandId]
  const bad = ended.find(({ part }) => part.outcome !== CommandOutcome.ANSWERED)?.part
  const outcome = outcomeName(bad?.outcome ?? CommandOutcome.ANSWERED)
  await database.transaction(async tx => {
    await tx.query(
      `UPDATE commands SET outcome = $4, error_code = $5, error_description = $6
       WHERE tenant = $1 AND station_key = $2 AND command_id = $3`,
      [...key, outcome, bad?.errorCode ?? '', bad?.errorDescription ?? ''],
    )
    for (const one of ended) {
      const after = one.call.awaited === undefined ? undefined : resultAfter(one)
      if (after === undefined) continue
      await tx.query(
        `UPDATE command_results SET state = $5, reason = $6
         WHERE tenant = $1 AND station_key = $2 AND command_id = $3 AND request_id = $4 AND state = 'pending'`,
        [...key, one.call.awaited?.requestId, after.state, after.reason],
      )
    }
  })
}

/** Nothing was sent, and nothing will come. */
export async function recordNotSent(
  database: Pick<Database, 'transaction'>,
  { tenant, stationId, commandId }: Recorded,
  { code, message }: Failure,
): Promise<void> {
  const key = [tenant, stationKey(stationId), commandId]
  await database.transaction(async tx => {
    await tx.query(
      `UPDATE commands SET outcome = 'not_sent', error_code = $4, error_description = $5
       WHERE tenant = $1 AND station_key = $2 AND command_id = $3`,
      [...key, code, message],
    )
    await tx.query(
      `UPDATE command_results SET state = 'failed', reason = 'not sent'
       WHERE tenant = $1 AND station_key = $2 AND command_id = $3 AND state = 'pending'`,
      key,
    )
  })
}
