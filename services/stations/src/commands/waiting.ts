// Commands that wait for a station that is not connected: rows, sent in order when it is.
import type { Database, Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import { textOpener, textSealer } from '@chargeplane/ocpp'
import { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { type StationAddress, stationKey } from '../identity.ts'
import type { Recorded } from './record.ts'

/** As many as an edge lets wait for one station. */
const maxWaiting = 32

export interface Waiting {
  /** Whether a command of the station waits already: another one that may wait goes behind it. */
  isWaiting(station: StationAddress): Promise<boolean>
  /** Puts a command that was not sent at the end; answers until when it waits. Throws resource_exhausted. */
  add(recorded: Recorded, request: SendCommandRequest, action: string): Promise<Date>
  /** Takes a command back that was not sent. Throws not_found, and failed_precondition for one that does not wait any more. */
  cancel(recorded: Recorded): Promise<void>
}

export function waitingCommands(database: Database, pepper: string): Waiting {
  const seal = textSealer(pepper)
  return {
    async isWaiting({ tenant, stationId }) {
      const key = [tenant, stationKey(stationId)]
      const rows = await database.query(
        'SELECT FROM waiting_commands WHERE tenant = $1 AND station_key = $2 LIMIT 1',
        key,
      )
      return rows.length > 0
    },
    add: (recorded, request, action) =>
      database.transaction(tx => add(tx, { recorded, request, action, sealed: seal(toText(request)) })),
    cancel: recorded => database.transaction(tx => cancel(tx, recorded)),
  }
}

interface Addition {
  recorded: Recorded
  request: SendCommandRequest
  action: string
  sealed: Buffer
}

async function add(tx: Queryable, { recorded, request, action, sealed }: Addition): Promise<Date> {
  const { tenant, stationId, commandId } = recorded
  const key = [tenant, stationKey(stationId), commandId]
  // One at a time for each station, so that the count holds.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`waiting ${tenant}/${key[1]}`])
  const waiting = await tx.query('SELECT FROM waiting_commands WHERE tenant = $1 AND station_key = $2', key.slice(0, 2))
  if (waiting.length >= maxWaiting) {
    throw fail('resource_exhausted', `${maxWaiting} commands wait for station ${stationId} to connect already`)
  }
  // The record of one that was begun and certainly not sent may be there.
  const [row] = await tx.query<{ deadline: Date }>(
    `INSERT INTO commands AS c (tenant, station_key, command_id, action, outcome, deadline)
     VALUES ($1, $2, $3, $4, 'queued', now() + $5 * interval '1 second')
     ON CONFLICT (tenant, station_key, command_id) DO UPDATE
       SET outcome = 'queued', error_code = '', error_description = '', deadline = excluded.deadline
       WHERE c.outcome = 'not_sent'
     RETURNING deadline`,
    [...key, action, request.queueForS],
  )
  if (row === undefined) throw fail('already_exists', `command ${commandId} was sent before`, { field: 'commandId' })
  await tx.query(
    `INSERT INTO waiting_commands (tenant, station_key, command_id, station_id, request, timeout_ms, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [...key, stationId, sealed, request.timeoutMs, row.deadline],
  )
  return row.deadline
}

async function cancel(tx: Queryable, { tenant, stationId, commandId }: Recorded): Promise<void> {
  const key = [tenant, stationKey(stationId), commandId]
  // Whoever sends it holds the row while claiming it: it is cancelled or sent, never both.
  const gone = await tx.query(
    `DELETE FROM waiting_commands WHERE tenant = $1 AND station_key = $2 AND command_id = $3 AND claimed_until IS NULL
     RETURNING command_id`,
    key,
  )
  const [known] = await tx.query<{ outcome: string }>(
    'SELECT outcome FROM commands WHERE tenant = $1 AND station_key = $2 AND command_id = $3',
    key,
  )
  if (known === undefined) throw fail('not_found', `station ${stationId} was sent no command ${commandId}`)
  if (gone.length === 0) throw fail('failed_precondition', `command ${commandId} does not wait any more`)
  await tx.query(
    `UPDATE commands SET outcome = 'cancelled' WHERE tenant = $1 AND station_key = $2 AND command_id = $3`,
    key,
  )
}

function toText(request: SendCommandRequest): string {
  return Buffer.from(SendCommandRequest.encode(request).finish()).toString('base64')
}

export function requestOpener(pepper: string): (sealed: Uint8Array) => SendCommandRequest {
  const open = textOpener(pepper)
  return sealed => SendCommandRequest.decode(Buffer.from(open(sealed), 'base64'))
}
