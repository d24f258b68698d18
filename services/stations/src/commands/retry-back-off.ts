// Gives stations of OCPP 2.x their back-off for reconnecting (part 4, 5.3): thousands that are cut at once must not come back at once. Each is
// told once, and asked what it took; a station that refuses is left alone until the settings change.
import type { Database } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { Logger } from '@chargeplane/telemetry'
import { repeat } from '../repeat.ts'
import type { SendNative } from './send-native.ts'

export interface RetryBackOff {
  /** Before the first attempt, s. */
  waitMinimumS: number
  /** Up to so much more, at random, s. */
  randomRangeS: number
  /** How often the wait is doubled. */
  repeatTimes: number
}

export interface RetryBackOffNeeds {
  database: Pick<Database, 'query'>
  sendNative: SendNative
  log: Logger
  wanted: RetryBackOff
}

interface DueRow {
  tenant: string
  station_key: string
  station_id: string
  attempts: number
}

interface Result {
  attributeStatus: string
  attributeValue?: string
  variable: { name: string }
}

const batchSize = 100
const component = { name: 'OCPPCommCtrlr' }

/** The next attempt is set before this one is made: a crash in between tells the station again what it knows. */
const claim = `
  WITH due AS (
    SELECT b.tenant, b.station_key, x.epoch, s.station_id
    FROM retry_back_offs b
    JOIN sessions x ON x.tenant = b.tenant AND x.station_key = b.station_key
    JOIN stations s ON s.tenant = b.tenant AND s.station_key = b.station_key
    WHERE b.state = 'waiting' AND x.connected AND x.ocpp_version <> '1.6' AND s.boot_status = 'Accepted'
      AND (x.epoch > b.attempted_epoch OR b.next_attempt_at <= now())
    ORDER BY b.next_attempt_at LIMIT $1 FOR UPDATE OF b SKIP LOCKED)
  UPDATE retry_back_offs b
  SET attempts = b.attempts + 1, attempted_epoch = due.epoch, next_attempt_at = now() + interval '1 minute' * power(2, LEAST(b.attempts, 10))
  FROM due WHERE b.tenant = due.tenant AND b.station_key = due.station_key
  RETURNING b.tenant, b.station_key, b.attempts, due.station_id`

/** One pass; answers how many stations it told. */
export async function tellBackOffs(needs: RetryBackOffNeeds): Promise<number> {
  const due = await needs.database.query<DueRow>(claim, [batchSize])
  await Promise.all(due.map(row => tell(needs, row)))
  return due.length
}

async function tell(needs: RetryBackOffNeeds, row: DueRow): Promise<void> {
  const end = await setAndReadBack(needs, row)
  await needs.database.query(
    `UPDATE retry_back_offs SET state = $3, detail = $4, given = $5
     WHERE tenant = $1 AND station_key = $2 AND state = 'waiting' AND attempts = $6`,
    [row.tenant, row.station_key, end.state, end.detail, JSON.stringify(needs.wanted), row.attempts],
  )
}

interface End {
  state: 'waiting' | 'set' | 'refused'
  detail: string
}

/** SetVariables may be answered Accepted by a station that keeps another value; what GetVariables says is what counts. */
async function setAndReadBack({ sendNative, wanted }: RetryBackOffNeeds, row: DueRow): Promise<End> {
  const address = { tenant: row.tenant, stationId: row.station_id }
  const values: Record<string, string> = {
    RetryBackOffWaitMinimum: String(wanted.waitMinimumS),
    RetryBackOffRandomRange: String(wanted.randomRangeS),
    RetryBackOffRepeatTimes: String(wanted.repeatTimes),
  }
  const named = Object.keys(values).map(name => ({ component, variable: { name } }))
  const setVariableData = named.map(one => ({ ...one, attributeValue: values[one.variable.name] }))
  const native = (action: string, payload: object) =>
    sendNative(address, () => ({ action, payload: JSON.stringify(payload) }))
  try {
    const set = resultsOf(await native('SetVariables', { setVariableData }), 'setVariableResult')
    if (set === undefined) return { state: 'waiting', detail: 'no answer to SetVariables' }
    const refused = set.find(({ attributeStatus }) => attributeStatus !== 'Accepted')
    if (refused !== undefined) {
      return { state: 'refused', detail: `${refused.variable.name}: ${refused.attributeStatus}` }
    }
    const got = resultsOf(await native('GetVariables', { getVariableData: named }), 'getVariableResult')
    if (got === undefined) return { state: 'waiting', detail: 'no answer to GetVariables' }
    const other = got.find(({ variable, attributeValue }) => attributeValue !== values[variable.name])
    return other === undefined
      ? { state: 'set', detail: '' }
      : { state: 'refused', detail: `${other.variable.name} is ${other.attributeValue ?? other.attributeStatus}` }
  } catch (error) {
    const { code, message, retryable } = toFailure(error)
    // Not connected after all, or busy: the next session is another chance.
    const isLater = retryable || code === 'failed_precondition' || code === 'resource_exhausted'
    return { state: isLater ? 'waiting' : 'refused', detail: message }
  }
}

function resultsOf({ outcome, response }: SendCommandResponse, field: string): Result[] | undefined {
  return outcome === CommandOutcome.ANSWERED ? JSON.parse(response)[field] : undefined
}

/** Whoever came while nobody was to be told is told now; whoever was given something else is given it anew. */
async function findUntold({ database, wanted }: RetryBackOffNeeds): Promise<void> {
  await database.query(
    `INSERT INTO retry_back_offs (tenant, station_key)
     SELECT tenant, station_key FROM sessions WHERE connected AND ocpp_version <> '1.6' ON CONFLICT DO NOTHING`,
  )
  await database.query(
    "UPDATE retry_back_offs SET state = 'waiting', attempts = 0, attempted_epoch = 0, next_attempt_at = now() WHERE state <> 'waiting' AND given <> $1",
    [JSON.stringify(wanted)],
  )
}

/** Tells every `intervalMs` until closed. What is away is tried again at the next turn. */
export function startBackOffs(needs: RetryBackOffNeeds, intervalMs: number): { close(): Promise<void> } {
  let isCurrent = false
  return repeat(
    async () => {
      if (!isCurrent) await findUntold(needs)
      isCurrent = true
      await tellBackOffs(needs)
    },
    intervalMs,
    error => {
      const say = toFailure(error).retryable ? needs.log.warn : needs.log.error
      say('stations were not told their back-off; trying again', { error })
    },
  )
}
