// Results as far as they have come.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable } from '@chargeplane/database'
import { CommandResult } from '@chargeplane/proto/stations/v1/commands'
import type { Recorded } from '../commands/record.ts'
import { stationKey } from '../identity.ts'

interface ResultRow {
  request_id: bigint
  state: string
  reason: string
  parts: number
  deadline: Date
}

/** Of several results of one command: one that failed says more than one that is still awaited. */
const telling = ['failed', 'timed_out', 'pending', 'complete']

const keyOf = ({ tenant, stationId, commandId }: Recorded) => [tenant, stationKey(stationId), commandId]

async function readRows(database: Queryable, command: Recorded): Promise<ResultRow[]> {
  return database.query<ResultRow>(
    `SELECT request_id, reason, parts, deadline,
       CASE WHEN state = 'pending' AND deadline < clock_timestamp() THEN 'timed_out' ELSE state END AS state
     FROM command_results WHERE tenant = $1 AND station_key = $2 AND command_id = $3 ORDER BY started_at, request_id`,
    keyOf(command),
  )
}

function merged(rows: readonly ResultRow[]): CommandResult | undefined {
  const ranked = [...rows].sort((a, b) => telling.indexOf(a.state) - telling.indexOf(b.state))
  const [worst] = ranked
  if (worst === undefined) return undefined
  const waiting = ranked.some(({ state }) => state === 'pending')
  return CommandResult.fromPartial({
    requestIds: rows.map(row => row.request_id).filter(id => id !== 0n),
    state: worst.state,
    reason: worst.reason,
    parts: rows.reduce((sum, row) => sum + row.parts, 0),
    deadline: waiting ? worst.deadline.toISOString() : '',
  })
}

/** Without its items; undefined for a command that has no result. */
export async function readResult(database: Queryable, command: Recorded): Promise<CommandResult | undefined> {
  return merged(await readRows(database, command))
}

/** With its items, in the order of the station's numbers or of their frames. */
async function readWhole(database: Queryable, command: Recorded): Promise<CommandResult | undefined> {
  const result = await readResult(database, command)
  if (result === undefined) return undefined
  const parts = await database.query<{ items: string }>(
    `SELECT items FROM command_result_parts WHERE tenant = $1 AND station_key = $2 AND command_id = $3
     ORDER BY request_id, seq_no, epoch, sequence`,
    keyOf(command),
  )
  return { ...result, items: JSON.stringify(parts.flatMap(part => JSON.parse(part.items))) }
}

const firstLookMs = 20
const lastLookMs = 250

/** Waits until the result is no longer pending, at most `waitMs`, and gives it as it is then. Looks: whichever instance the report came to. */
export async function awaitResult(
  database: Queryable,
  command: Recorded,
  waitMs: number,
  signal: AbortSignal,
): Promise<CommandResult | undefined> {
  const deadline = performance.now() + waitMs
  for (let pauseMs = firstLookMs; ; pauseMs = Math.min(pauseMs * 1.5, lastLookMs)) {
    const result = await readResult(database, command)
    const leftMs = deadline - performance.now()
    if (result?.state !== 'pending' || leftMs <= 0 || signal.aborted) break
    await sleep(Math.min(pauseMs, leftMs))
  }
  return readWhole(database, command)
}
