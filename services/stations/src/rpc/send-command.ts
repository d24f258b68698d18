import { randomUUID } from 'node:crypto'
import type { Database } from '@chargeplane/database'
import { fail, toFailure } from '@chargeplane/failure'
import { limitsOf, type OcppVersion } from '@chargeplane/ocpp'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { type SendCommandRequest, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { CallContext } from '@chargeplane/rpc'
import type { Logger } from '@chargeplane/telemetry'
import type { Access, AccessBook } from '../access.ts'
import { checkBootState } from '../commands/boot-rules.ts'
import { compose, type Plan } from '../commands/compose.ts'
import type { FirmwareCheck } from '../commands/firmware-check.ts'
import { readLimits } from '../commands/limits.ts'
import { parsed } from '../commands/outcome.ts'
import { within } from '../commands/patience.ts'
import { checkSecurityProfile } from '../commands/profile-rule.ts'
import { type Recorded, recordBegin, recordEnd, recordNotSent } from '../commands/record.ts'
import { checkRequest } from '../commands/request-rules.ts'
import type { Patience } from '../commands/result-patience.ts'
import { type Ran, type RunNeeds, run } from '../commands/run.ts'
import type { TransferRules } from '../commands/transfer-rules.ts'
import type { Waiting } from '../commands/waiting.ts'
import { checkAddress, unknownStation } from '../identity.ts'
import { awaitResult } from '../results/read.ts'

export interface SendCommandNeeds extends RunNeeds {
  database: Database
  access: AccessBook
  /** When the request does not say how long the station may take, ms. */
  defaultTimeoutMs: number
  /** Where stations may be sent for firmware and with logs. */
  transfers: TransferRules
  checkFirmware: FirmwareCheck
  patience: Patience
  waiting: Waiting
}

const maxTimeoutMs = 600_000
/** "Unknown or offline" is answered within a second, whatever is away. */
const registryPatienceMs = 700
/** Beyond the command's own time: for the edge to answer, and for the event that tells of its end when this process does not live to. */
const overdueMs = 15_000
const maxQueueS = 604_800
/** Beside those, before and after the sending. */
const recordPatienceMs = 400

/**
 * Sends one command and waits for its outcome; never sends it twice. not_found: not registered; failed_precondition: not connected, or its boot
 * forbids it; unavailable: the registry or the routes can't be read, and nothing was sent. Each of these is said within a second.
 */
export function sendCommand(needs: SendCommandNeeds) {
  return async (request: SendCommandRequest, { signal }: Pick<CallContext, 'signal'>): Promise<SendCommandResponse> => {
    checkAddress(request)
    const timeoutMs = waitingTime('timeoutMs', request.timeoutMs) || needs.defaultTimeoutMs
    const waitMs = waitingTime('waitForResultMs', request.waitForResultMs)
    const mayWait = waitingSeconds(request.queueForS) > 0
    const { stationId, bootStatus, security } = await readAccess(needs.access, request)
    const recorded = { tenant: request.tenant, stationId, commandId: randomUUID() }
    const queue = () => enqueue(needs, recorded, { ...request, timeoutMs })
    if (mayWait && (await needs.waiting.isWaiting(recorded))) return queue()
    try {
      const { ran, response } = await sendNow(needs, request, { ...recorded, bootStatus, security, timeoutMs, signal })
      if (ran.plan.calls.every(({ awaited }) => awaited === undefined)) return response
      return { ...response, result: await awaitResult(needs.database, recorded, waitMs, signal) }
    } catch (error) {
      if (mayWait && isOffline(error)) return queue()
      throw error
    }
  }
}

/** Sends a command that has waited for its station, under the id it was given then. Rejects only when nothing was sent. */
export function sendClaimed(needs: SendCommandNeeds) {
  return async (request: SendCommandRequest, recorded: Recorded): Promise<SendCommandResponse> => {
    const { bootStatus, security } = await readAccess(needs.access, request)
    const { signal } = new AbortController()
    const { timeoutMs } = request
    const { response } = await sendNow(needs, request, {
      ...recorded,
      bootStatus,
      security,
      timeoutMs,
      signal,
      claimed: true,
    })
    return response
  }
}

interface Sending extends Recorded, Pick<Access, 'bootStatus' | 'security'> {
  timeoutMs: number
  signal: AbortSignal
  /** It is on record without an outcome; see send-waiting.ts. */
  claimed?: boolean
}

async function sendNow(needs: SendCommandNeeds, request: SendCommandRequest, sending: Sending) {
  const { tenant, stationId, commandId, timeoutMs, signal, claimed = false } = sending
  const recorded = { tenant, stationId, commandId }
  const prepareFor = (version: OcppVersion) => prepare(needs, request, sending, version)
  const ran = await run(needs, { ...recorded, timeoutMs, signal, prepare: prepareFor }).catch(
    async (error: unknown) => {
      if (!claimed) await attempt(needs.log, recordNotSent(needs.database, recorded, toFailure(error)))
      throw error
    },
  )
  await attempt(needs.log, recordEnd(needs.database, recorded, ran.ended))
  const response = responseTo(request, commandId, ran)
  const { outcome, action, errorCode } = response
  // The audit trail of what was done to stations. The payload may hold an id token and stays out of it.
  needs.log.info('command', { tenant, station: stationId, commandId, action, outcome, errorCode })
  return { ran, response }
}

/** Where a command is refused because its station, or the way to it, is not there now. */
function isOffline(error: unknown): boolean {
  const { code, field } = toFailure(error)
  return code === 'unavailable' || (code === 'failed_precondition' && field === 'stationId')
}

async function enqueue(needs: SendCommandNeeds, recorded: Recorded, request: SendCommandRequest) {
  const { tenant, stationId, commandId } = recorded
  const action = nameOf(request)
  const until = await needs.waiting.add(recorded, request, action)
  needs.log.info('command waits', { tenant, station: stationId, commandId, action })
  return SendCommandResponse.fromPartial({ commandId, action, queuedUntil: until.toISOString() })
}

/** What goes out depends on the version that the station will speak; until then a neutral command goes by its own name. */
function nameOf({ command }: SendCommandRequest): string {
  if (command === undefined) throw fail('invalid_argument', 'a command is needed', { field: 'command' })
  return command.$case === 'native' ? command.value.action : command.$case
}

/** What goes out, checked and on record. A command whose result follows needs its record; the others go out without one while PostgreSQL is away. */
async function prepare(
  needs: SendCommandNeeds,
  request: SendCommandRequest,
  station: Sending,
  version: OcppVersion,
): Promise<Plan> {
  const whole = compose(version, request.command)
  for (const { action, payload } of whole.calls) {
    checkRequest(version, action, payload, needs.transfers)
    checkBootState(station.stationId, station.bootStatus, action)
    checkSecurityProfile(station.security, action, payload)
    await needs.checkFirmware(action, payload)
  }
  const place = limitsOf(version, whole.action)
  const limits = place && (await attempt(needs.log, readLimits(needs.database, station, place)))
  const plan = limits === undefined ? whole : compose(version, request.command, limits)
  const { patience } = needs
  const { claimed = false, timeoutMs } = station
  const began = recordBegin(needs.database, station, { plan, patience, claimed, overAfterMs: timeoutMs + overdueMs })
  // One that has waited is not sent a second time, so not without its record.
  if (claimed || plan.calls.some(({ awaited }) => awaited !== undefined))
    await within(recordPatienceMs, 'the record', began)
  else await attempt(needs.log, began)
  return plan
}

/** Best effort and not for long: what is done to a station does not depend on it. */
async function attempt<T>(log: Logger, work: Promise<T>): Promise<T | undefined> {
  return within(recordPatienceMs, 'the record', work).catch(error => {
    log.warn('a command is not on record', { error })
    return undefined
  })
}

function waitingTime(field: string, ms: number): number {
  if (ms >= 0 && ms <= maxTimeoutMs) return ms
  throw fail('invalid_argument', `${field} must be from 0 to ${maxTimeoutMs}`, { field })
}

function waitingSeconds(seconds: number): number {
  if (seconds >= 0 && seconds <= maxQueueS) return seconds
  throw fail('invalid_argument', `queueForS must be from 0 to ${maxQueueS}`, { field: 'queueForS' })
}

async function readAccess(book: AccessBook, request: SendCommandRequest): Promise<Access> {
  const access = await within(registryPatienceMs, 'the registry', book.get(request))
  if (access === undefined) throw unknownStation(request)
  return access
}

function responseTo({ command }: SendCommandRequest, commandId: string, { plan, ended }: Ran): SendCommandResponse {
  const parts = ended.map(({ part }) => part)
  const answers = parts.filter(({ outcome }) => outcome === CommandOutcome.ANSWERED).map(part => parsed(part.response))
  const bad = parts.find(({ outcome }) => outcome !== CommandOutcome.ANSWERED)
  const [only] = parts
  const isOne = plan.calls.length === 1
  const neutral = command === undefined || answers.length === 0 ? undefined : plan.neutral(answers)
  return SendCommandResponse.fromPartial({
    commandId,
    action: plan.action,
    outcome: bad?.outcome ?? CommandOutcome.ANSWERED,
    response: isOne ? only?.response : answers.length === 0 ? '' : JSON.stringify(plan.merge(answers)),
    errorCode: bad?.errorCode,
    errorDescription: bad?.errorDescription,
    schemaFault: parts.find(({ schemaFault }) => schemaFault !== '')?.schemaFault,
    neutral: neutral === undefined ? '' : JSON.stringify(neutral),
    parts: isOne ? [] : parts,
  })
}
