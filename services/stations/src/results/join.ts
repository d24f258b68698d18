// Joins what stations report to the commands that asked for it.
import type { Queryable } from '@chargeplane/database'
import type { EventOf, EventType, Handler, Handlers, ReceivedEvent } from '@chargeplane/events'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import { type Source, sourceOf, storable } from '../events/origin.ts'
import type { Part, ReadPart, ResultTable } from './contract.ts'

/** A station that never ends a report must not fill the database; the largest device models have some hundred parts. */
const maxParts = 5000

type Key = [tenant: string, stationKey: string, commandId: string, requestId: bigint]

/** The handlers, each of which also joins the events that `table` has a line for. */
export function joiningResults(handlers: Handlers, table: ResultTable): Handlers {
  const joined: Record<string, unknown> = { ...handlers }
  for (const type of Object.keys(table) as EventType[]) joined[type] = joining(type, handlers, table)
  return joined as Handlers
}

function joining<T extends EventType>(type: T, handlers: Handlers, table: ResultTable): Handler<T> {
  const handle = handlers[type] as Handler<T> | undefined
  const read = table[type] as ReadPart<T> | undefined
  return async (event, effects) => {
    await handle?.(event, effects)
    const part = read?.(event.data)
    if (part !== undefined) await joinPart(effects.tx, originOf(event), part)
  }
}

function originOf<T extends EventType>({ data }: ReceivedEvent<T>): Origin | undefined {
  return (data as EventOf<T> & { origin?: Origin }).origin
}

/**
 * Adds a part to the newest result that waits for it; without one nothing happens, since stations report unasked too. Facts, not state: a
 * part counts whatever session brought it. Repeated, it changes nothing.
 */
export async function joinPart(tx: Queryable, origin: Origin | undefined, part: Part): Promise<void> {
  const source = sourceOf(origin)
  const requestId = part.requestId ?? 0n
  const [result] = await tx.query<{ command_id: string; parts: number }>(
    `SELECT command_id, parts FROM command_results
     WHERE tenant = $1 AND station_key = $2 AND answered_by = $3 AND request_id = $4 AND state = 'pending'
     ORDER BY started_at DESC LIMIT 1 FOR UPDATE`,
    [source.tenant, source.stationKey, origin?.action ?? '', requestId],
  )
  if (result === undefined) return
  const key: Key = [source.tenant, source.stationKey, result.command_id, requestId]
  if (result.parts >= maxParts) {
    await tx.query(
      `UPDATE command_results SET state = 'failed', reason = 'the station sent more than ${maxParts} parts'
       WHERE tenant = $1 AND station_key = $2 AND command_id = $3 AND request_id = $4`,
      key,
    )
    return
  }
  if (await keepPart(tx, source, key, part)) await advance(tx, key, part)
}

/** False for one that is there already. */
async function keepPart(tx: Queryable, source: Source, key: Key, { seqNo, items }: Part): Promise<boolean> {
  const numbered = seqNo !== undefined
  const kept = await tx.query(
    `INSERT INTO command_result_parts (tenant, station_key, command_id, request_id, seq_no, epoch, sequence, received_at, items)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING 1`,
    [
      ...key,
      seqNo ?? 0,
      numbered ? 0n : source.epoch,
      numbered ? 0 : source.sequence,
      source.receivedAt,
      JSON.stringify(items, plain),
    ],
  )
  return kept.length > 0
}

/** Complete once the last part has come and, where parts are numbered, all of those before it. */
async function advance(tx: Queryable, key: Key, { seqNo, end, status }: Part): Promise<void> {
  await tx.query(
    `UPDATE command_results SET
       parts = parts + 1,
       last_seq = CASE WHEN $6 = 'last' THEN $5::integer ELSE last_seq END,
       reason = $7,
       deadline = clock_timestamp() + patience,
       state = CASE
         WHEN $6 = 'failed' THEN 'failed'
         WHEN $5::integer IS NULL THEN CASE WHEN $6 = 'last' THEN 'complete' ELSE 'pending' END
         WHEN parts + 1 > CASE WHEN $6 = 'last' THEN $5::integer ELSE last_seq END THEN 'complete'
         ELSE 'pending' END
     WHERE tenant = $1 AND station_key = $2 AND command_id = $3 AND request_id = $4`,
    [...key, seqNo ?? null, end, storable(status)],
  )
}

/** As JSON: what proto leaves at its default text says nothing, and 64-bit integers are numbers while they are exact. */
function plain(_key: string, value: unknown): unknown {
  if (value === '') return undefined
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}
