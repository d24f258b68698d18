// One command to a station and its outcome, as JSON or as a failure that carries the outcome.
import { type FailureCode, fail, toFailure } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { SendCommandRequest, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import { once } from '../peers.ts'

/** Before anything is sent, the stations service has to show within this time that it is there. */
const reachMs = 800
/** What the way there and back may take beyond the station's own time. */
const marginMs = 3_000

export const commandResult = z
  .object({
    commandId: z.string().describe('Names the command in the event CommandCompleted'),
    outcome: z
      .enum(['answered', 'error'])
      .describe('answered: a CALLRESULT, whose own status may be Rejected; error: a CALLERROR'),
    action: z.string().describe("The OCPP action that went out, in the station's version"),
    response: z.unknown().describe("The station's answer; null after an error"),
    error: z
      .object({ code: z.string(), description: z.string() })
      .nullable()
      .describe('The CALLERROR; null without one'),
  })
  .meta({ id: 'CommandResult' })

interface Command {
  tenant: string
  stationId: string
  timeoutMs?: number | undefined
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
    throw failure
  })
  return resultOf(answer)
}

async function ask({ peers, commandTimeoutMs }: Gateway, { timeoutMs, ...command }: Command) {
  const stationMs = timeoutMs ?? commandTimeoutMs
  await peers.reach('stations', reachMs)
  const options = { ...once, deadlineMs: stationMs + marginMs }
  return peers.commands.sendCommand({ ...command, timeoutMs: stationMs }, options).catch(notKnown)
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

function resultOf(answer: SendCommandResponse): z.input<typeof commandResult> {
  const { commandId, action, outcome, response, errorCode, errorDescription } = answer
  switch (outcome) {
    case CommandOutcome.ANSWERED:
      return { commandId, outcome: 'answered', action, response: parse(response), error: null }
    case CommandOutcome.ERROR:
      return {
        commandId,
        outcome: 'error',
        action,
        response: null,
        error: { code: errorCode, description: errorDescription },
      }
    case CommandOutcome.TIMEOUT:
      throw unanswered('deadline_exceeded', 'timeout', answer, 'the station has not answered in time')
    case CommandOutcome.REFUSED:
      throw unanswered('resource_exhausted', 'refused', answer, "the station's queue is full; nothing was sent")
    default:
      throw unanswered('deadline_exceeded', 'unknown', answer, 'the connection was lost before the station answered')
  }
}

function unanswered(code: FailureCode, outcome: string, { commandId, action }: SendCommandResponse, message: string) {
  return fail(code, message, { details: { outcome, commandId, action } })
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch (cause) {
    throw fail('data_loss', "the station's answer did not arrive as JSON", { cause })
  }
}
