// Takes issued certificates to their stations by CertificateSigned (OCPP A02, A03), in this session or the next.
import type { Database } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { Logger } from '@chargeplane/telemetry'
import type { SendNative } from '../commands/send-native.ts'
import { repeat } from '../repeat.ts'

export interface DeliveryNeeds {
  database: Pick<Database, 'query'>
  sendNative: SendNative
  log: Logger
}

interface DueRow {
  tenant: string
  station_key: string
  serial_number: string
  certificate_type: string
  request_id: bigint | null
  chain: string
  attempts: number
  station_id: string
}

/** Taken at once: each may wait for its station. */
const batchSize = 20
const maxAttempts = 8

/**
 * Claims what is due: never tried in the station's present session, or long enough ago. The next attempt is set before this one is made, later
 * each time and later than any command takes: a crash leaves the certificate to be sent again, and an instance beside this one to leave it
 * alone. A station may so be sent a certificate twice, which is what it has already.
 */
const claim = `
  WITH due AS (
    SELECT c.tenant, c.station_key, c.serial_number, x.epoch, s.station_id
    FROM issued_certificates c
    JOIN sessions x ON x.tenant = c.tenant AND x.station_key = c.station_key
    JOIN stations s ON s.tenant = c.tenant AND s.station_key = c.station_key
    WHERE c.delivery = 'waiting' AND x.connected AND (x.epoch > c.attempted_epoch OR c.next_attempt_at <= now())
    ORDER BY c.next_attempt_at LIMIT $1 FOR UPDATE OF c SKIP LOCKED)
  UPDATE issued_certificates c
  SET attempts = c.attempts + 1, attempted_epoch = due.epoch, next_attempt_at = now() + interval '1 minute' * power(2, c.attempts)
  FROM due
  WHERE c.tenant = due.tenant AND c.station_key = due.station_key AND c.serial_number = due.serial_number
  RETURNING c.tenant, c.station_key, c.serial_number, c.certificate_type, c.request_id, c.chain, c.attempts, due.station_id`

/** One pass; answers how many certificates it tried to deliver. */
export async function deliverCertificates(needs: DeliveryNeeds): Promise<number> {
  const due = await needs.database.query<DueRow>(claim, [batchSize])
  await Promise.all(due.map(row => deliver(needs, row)))
  return due.length
}

async function deliver({ database, sendNative }: DeliveryNeeds, row: DueRow): Promise<void> {
  const end = await send(sendNative, row)
  await database.query(
    // A request that was repeated meanwhile has begun a delivery of its own.
    `UPDATE issued_certificates SET delivery = $4, delivery_error = $5
     WHERE tenant = $1 AND station_key = $2 AND serial_number = $3 AND delivery = 'waiting' AND attempts = $6`,
    [row.tenant, row.station_key, row.serial_number, end.delivery, end.error, row.attempts],
  )
}

interface End {
  delivery: 'waiting' | 'installed' | 'rejected' | 'failed'
  error: string
}

async function send(sendNative: SendNative, row: DueRow): Promise<End> {
  try {
    const address = { tenant: row.tenant, stationId: row.station_id }
    return endOf(await sendNative(address, version => certificateSigned(version, row)), row)
  } catch (error) {
    const { code, message, retryable } = toFailure(error)
    // Not connected after all, or not allowed before its boot: the next session is another chance.
    const isLater = retryable || code === 'failed_precondition'
    return isLater ? again(row, message) : { delivery: 'failed', error: message }
  }
}

/** 2.x says for what (A02.FR.14), 2.1 in answer to which request (A02.FR.25). */
function certificateSigned(version: OcppVersion, row: DueRow) {
  const { certificate_type: certificateType, request_id: requestId } = row
  const payload = {
    certificateChain: row.chain,
    ...(version !== '1.6' && certificateType !== '' && { certificateType }),
    ...(version === '2.1' && requestId !== null && { requestId: Number(requestId) }),
  }
  return { action: 'CertificateSigned', payload: JSON.stringify(payload) }
}

function endOf({ outcome, response, errorCode, errorDescription }: SendCommandResponse, row: DueRow): End {
  if (outcome !== CommandOutcome.ANSWERED) return again(row, `${errorCode} ${errorDescription}`.trim() || 'no answer')
  const { status }: { status?: string } = JSON.parse(response)
  // A certificate that the station finds invalid is not sent again (A02.FR.07, FR.20).
  return status === 'Accepted' ? { delivery: 'installed', error: '' } : { delivery: 'rejected', error: `${status}` }
}

function again({ attempts }: DueRow, error: string): End {
  return { delivery: attempts < maxAttempts ? 'waiting' : 'failed', error }
}

/** Delivers every `intervalMs` until closed. What is away is tried again at the next turn. */
export function startDelivery(needs: DeliveryNeeds, intervalMs: number): { close(): Promise<void> } {
  return repeat(
    () => deliverCertificates(needs),
    intervalMs,
    error => {
      const say = toFailure(error).retryable ? needs.log.warn : needs.log.error
      say('certificates were not delivered; trying again', { error })
    },
  )
}
