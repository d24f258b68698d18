// One command to a station and its outcome, as JSON or as a failure that carries the outcome.
import { type FailureCode, fail, toFailure } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { SendCommandRequest, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import { optional } from '../http/fields.ts'
import { once } from '../peers.ts'
import { checkSwapToken } from './accepted-token.ts'
import { callToJson, commandResult, parse, resultToJson } from './command-json.ts'

export { commandResult } from './command-json.ts'

/** Before anything is sent, the stations service has to show within this time that it is there. */
const reachMs = 800
/** What the way there and back may take beyond the station's own time. */
const marginMs = 3_000

export const waitingTime = z.coerce
  .number()
  .int()
  .min(0)
  .max(300_000)
  .optional()
  .describe('How long to wait for a result that follows the answer (a report, an upload), ms; left out, not at all')

export const sendQuery = {
  timeoutMs: z.coerce
    .number()
    .int()
    .min(500)
    .max(300_000)
    .optional()
    .describe('How long the command may take to its end, ms: waiting behind others of the station, and the answer'),
}

/** Of routes whose command may wait for its station. */
export const commandQuery = {
  ...sendQuery,
  waitForResultMs: waitingTime,
  whenOffline: z
    .enum(['fail', 'queue'])
    .default('fail')
    .describe(
      'What becomes of the command while the station is not connected: it fails, or waits, behind others that do',
    ),
  expiresInS: z.coerce
    .number()
    .int()
    .min(1)
    .max(604_800)
    .default(86_400)
    .describe('How long it waits at most, s; then it ends as expired'),
}

interface Command {
  tenant: string
  stationId: string
  timeoutMs?: number | undefined
  waitForResultMs?: number | undefined
  whenOffline?: 'fail' | 'queue'
  expiresInS?: number
  command: SendCommandRequest['command']
}

/**
 * Sends a command once. Throws not_found (unknown station) and failed_precondition (offline) as the stations service says them, and with the
 * outcome in its details whatever leaves open whether the station has carried it out.
 */
export async function send(gateway: Gateway, command: Command): Promise<z.input<typeof commandResult>> {
  const waitS = gateway.commandRate.take(command.tenant)
  if (waitS > 0) {
    throw fail('resource_exhausted', 'too many commands at once; send them more slowly', {
      details: { retryAfterS: waitS, outcome: 'refused' },
    })
  }
  const answer = await ask(gateway, command).catch((error: unknown) => {
    const failure = toFailure(error)
    // The rate is there for what stations do; a command that was not sent does not count.
    if (failure.details?.outcome === undefined) gateway.commandRate.giveBack(command.tenant)
    if (failure.code !== 'resource_exhausted') throw failure
    throw fail(failure.code, failure.message, { cause: failure, details: { outcome: 'refused' } })
  })
  return resultOf(answer)
}

async function ask(
  gateway: Gateway,
  { timeoutMs, waitForResultMs = 0, whenOffline = 'fail', expiresInS = 0, ...command }: Command,
) {
  const { peers, commandTimeoutMs } = gateway
  await checkSwapToken(gateway, command)
  const stationMs = timeoutMs ?? commandTimeoutMs
  await peers.reach('stations', reachMs)
  const options = { ...once, deadlineMs: stationMs + waitForResultMs + marginMs }
  const queueForS = whenOffline === 'queue' ? expiresInS : 0
  const request = { ...command, timeoutMs: stationMs, waitForResultMs, queueForS }
  return peers.commands.sendCommand(request, options).catch(notKnown)
}

/** The stations service says itself when it has sent nothing. Where it says nothing, it may have sent the command before it was lost. */
function notKnown(error: unknown): never {
  const failure = toFailure(error)
  const silent = failure.code === 'deadline_exceeded' || failure.details?.answered === false
  if (!silent) throw failure
  throw fail(failure.code, `${failure.message}; the station may or may not have been sent the command`, {
    cause: error,
    details: { outcome: 'unknown' },
  })
}

const neutralAnswer = commandResult.pick({ status: true, settings: true })

function resultOf(answer: SendCommandResponse): z.input<typeof commandResult> {
  const { commandId, action, response, errorCode, errorDescription, parts, result } = answer
  const neutral = answer.neutral === '' ? {} : neutralAnswer.parse(parse(answer.neutral))
  const common = {
    commandId,
    action,
    ...neutral,
    schemaFault: optional(answer.schemaFault),
    calls: parts.length === 0 ? undefined : parts.map(callToJson),
    result: result === undefined ? undefined : resultToJson(result),
  }
  if (answer.queuedUntil !== '') {
    return { ...common, outcome: 'queued', queuedUntil: answer.queuedUntil, response: null, error: null }
  }
  switch (answer.outcome) {
    case CommandOutcome.ANSWERED:
      return { ...common, outcome: 'answered', response: parse(response), error: null }
    case CommandOutcome.ERROR: {
      // Of a command that took several CALLs, what was answered before the error stays.
      const before = parts.length === 0 || response === '' ? null : parse(response)
      return {
        ...common,
        outcome: 'error',
        response: before,
        error: { code: errorCode, description: errorDescription },
      }
    }
    case CommandOutcome.TIMEOUT:
      throw unanswered('deadline_exceeded', 'timeout', common, 'the station has not answered in time')
    case CommandOutcome.EXPIRED:
      throw unanswered(
        'deadline_exceeded',
        'expired',
        common,
        'others of the station took all its time: it was not sent',
      )
    case CommandOutcome.REFUSED:
      throw refused(answer, common)
    default:
      throw unanswered('deadline_exceeded', 'unknown', common, 'the connection was lost before the station answered')
  }
}

/** Nothing, or nothing more, was sent. */
function refused({ errorDescription, parts }: SendCommandResponse, common: object) {
  if (parts.length === 0) {
    return unanswered('resource_exhausted', 'refused', common, "the station's queue is full; nothing was sent")
  }
  return unanswered('failed_precondition', 'refused', common, `only a part was sent: ${errorDescription}`)
}

function unanswered(code: FailureCode, outcome: string, common: object, message: string) {
  return fail(code, message, { details: { outcome, ...common } })
}
