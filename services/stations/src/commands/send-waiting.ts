// Sends what waits for a station once it is connected, and writes the ends that nobody lived to write.
import type { Database } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import type { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import type { Logger } from '@chargeplane/telemetry'
import { repeat } from '../repeat.ts'
import type { Recorded } from './record.ts'
import { requestOpener } from './waiting.ts'

export interface SendWaitingNeeds {
  database: Pick<Database, 'query' | 'transaction'>
  pepper: string
  /** Sends a claimed command; rejects only when nothing was sent. */
  send(request: SendCommandRequest, recorded: Recorded): Promise<unknown>
  log: Logger
}

/** Under way at once: each may wait for its station. */
const maxRunning = 100
/** Beyond a command's own time: for the edge, the record, and the event that tells of its end. */
const marginS = 15
/** Between two attempts at a station that is connected and may not be sent the command, such as one whose boot is pending. */
const againS = 5

interface ClaimedRow {
  tenant: string
  station_key: string
  command_id: string
  station_id: string
  request: Uint8Array
}

/**
 * The first command of every station that is connected, unless it is claimed. It has no outcome from here on: a crash before it is sent
 * leaves it to end as unknown, never to be sent a second time.
 */
const claim = `
  WITH due AS (
    SELECT w.tenant, w.station_key, w.command_id
    FROM waiting_commands w
    JOIN sessions x ON x.tenant = w.tenant AND x.station_key = w.station_key AND x.connected
    WHERE w.claimed_until IS NULL AND w.not_before <= now() AND w.expires_at > now()
      AND NOT EXISTS (SELECT FROM waiting_commands b
        WHERE b.tenant = w.tenant AND b.station_key = w.station_key AND b.position < w.position)
    ORDER BY w.position LIMIT $1 FOR UPDATE OF w SKIP LOCKED),
  claimed AS (
    UPDATE waiting_commands w SET claimed_until = now() + w.timeout_ms * interval '1 millisecond' + $2 * interval '1 second'
    FROM due
    WHERE w.tenant = due.tenant AND w.station_key = due.station_key AND w.command_id = due.command_id
    RETURNING w.*)
  UPDATE commands c SET outcome = '', deadline = claimed.claimed_until
  FROM claimed
  WHERE c.tenant = claimed.tenant AND c.station_key = claimed.station_key AND c.command_id = claimed.command_id
  RETURNING claimed.tenant, claimed.station_key, claimed.command_id, claimed.station_id, claimed.request`

/** Commands whose wait is over were not sent; those without an end past their time may have been. */
async function endOverdue({ database }: SendWaitingNeeds): Promise<void> {
  await database.query(
    `WITH gone AS (DELETE FROM waiting_commands WHERE expires_at <= now() AND claimed_until IS NULL RETURNING *)
     UPDATE commands c SET outcome = 'expired', error_description = 'the station has not connected in time' FROM gone
     WHERE c.tenant = gone.tenant AND c.station_key = gone.station_key AND c.command_id = gone.command_id`,
    [],
  )
  await database.query(
    `UPDATE commands SET outcome = 'unknown', error_description = 'the service that sent it did not live to hear of its end'
     WHERE outcome = '' AND deadline <= now()`,
    [],
  )
  await database.query('DELETE FROM waiting_commands WHERE claimed_until <= now()', [])
}

/** Looks every `intervalMs`, and at once when a command has ended: the next one of its station may follow. */
export function startSendWaiting(needs: SendWaitingNeeds, intervalMs: number): { close(): Promise<void> } {
  const open = requestOpener(needs.pepper)
  const running = new Set<Promise<void>>()
  let isClosed = false
  const failed = (error: unknown) => {
    const say = toFailure(error).retryable ? needs.log.warn : needs.log.error
    say('waiting commands were not looked after; trying again', { error })
  }

  async function sendDue(): Promise<void> {
    if (isClosed || running.size >= maxRunning) return
    for (const row of await needs.database.query<ClaimedRow>(claim, [maxRunning - running.size, marginS])) {
      const work: Promise<void> = sendOne(needs, row, open).catch(failed)
      running.add(work)
      void work.then(() => {
        running.delete(work)
        return sendDue().catch(failed)
      })
    }
  }

  const turns = repeat(
    async () => {
      await endOverdue(needs)
      await sendDue()
    },
    intervalMs,
    failed,
  )
  return {
    async close() {
      isClosed = true
      await turns.close()
      await Promise.all(running)
    },
  }
}

async function sendOne(
  needs: SendWaitingNeeds,
  row: ClaimedRow,
  open: ReturnType<typeof requestOpener>,
): Promise<void> {
  const { database } = needs
  const key = [row.tenant, row.station_key, row.command_id]
  try {
    const recorded = { tenant: row.tenant, stationId: row.station_id, commandId: row.command_id }
    await needs.send(open(row.request), recorded)
  } catch (error) {
    const { code, message, retryable } = toFailure(error)
    // Nothing was sent. It has gone again, or may not be sent this before its boot: that may change.
    if (retryable || code === 'failed_precondition') return database.transaction(tx => putBack(tx, key))
    await database.query(
      `UPDATE commands SET outcome = 'not_sent', error_code = $4, error_description = $5
       WHERE tenant = $1 AND station_key = $2 AND command_id = $3`,
      [...key, code, message],
    )
  }
  await database.query('DELETE FROM waiting_commands WHERE tenant = $1 AND station_key = $2 AND command_id = $3', key)
}

async function putBack(tx: Pick<Database, 'query'>, key: string[]): Promise<void> {
  await tx.query(
    `UPDATE commands c SET outcome = 'queued', deadline = w.expires_at FROM waiting_commands w
     WHERE c.tenant = $1 AND c.station_key = $2 AND c.command_id = $3
       AND w.tenant = c.tenant AND w.station_key = c.station_key AND w.command_id = c.command_id`,
    key,
  )
  await tx.query(
    `UPDATE waiting_commands SET claimed_until = NULL, not_before = now() + $4 * interval '1 second'
     WHERE tenant = $1 AND station_key = $2 AND command_id = $3`,
    [...key, againS],
  )
}
