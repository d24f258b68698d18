// Commands as JSON: the answer to one that was just sent, and one on record.

import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { Command, CommandPart, CommandResult } from '@chargeplane/proto/stations/v1/commands'
import { z } from 'zod'
import { optional } from '../http/fields.ts'

const callError = z.object({ code: z.string(), description: z.string() }).nullable()

export const followingResult = z
  .object({
    requestId: z.int().optional().describe('By which the station says what its messages belong to'),
    requestIds: z.array(z.int()).optional().describe('Of a command that was split into several'),
    state: z
      .enum(['pending', 'complete', 'failed', 'timed_out'])
      .describe('timed_out: nothing more has come in time; should it come after all, it completes the result'),
    reason: z.string().optional().describe("The station's last status, or why the result is not complete"),
    messages: z.int().describe('How many have come'),
    deadline: z.string().optional().describe('When it is given up, unless more comes'),
    items: z.array(z.unknown()).optional().describe('What the messages said, in their order'),
  })
  .meta({ id: 'FollowingResult', description: 'What a station sends after its answer to a command that asks for it' })

const sentCall = z
  .object({
    commandId: z.string().describe('The message id on the wire'),
    outcome: z.enum(['answered', 'error', 'timeout', 'unknown', 'refused', 'expired', 'not_sent', 'pending']),
    request: z.unknown().optional().describe('What was sent, id tokens hashed; a moment after the end'),
    response: z.unknown().optional().describe("The station's answer"),
    error: callError.describe('The CALLERROR; null without one'),
    schemaFault: z.string().optional().describe("What is wrong with the answer by OCPP's schema"),
  })
  .meta({ id: 'SentCall' })

const setting = z
  .object({
    key: z.string().describe('As it was asked for'),
    status: z.string().describe('Accepted, Rejected, RebootRequired, UnknownComponent, UnknownVariable, …'),
    value: z.string().optional(),
    readonly: z.boolean().optional(),
  })
  .meta({ id: 'Setting' })

export const commandResult = z
  .object({
    commandId: z.string().describe('Names the command in the event CommandCompleted and in GET …/commands/{command}'),
    outcome: z
      .enum(['answered', 'error', 'queued'])
      .describe(
        'answered: a CALLRESULT, whose own status may be Rejected; error: a CALLERROR; queued: it waits for its station to connect',
      ),
    queuedUntil: z.string().optional().describe('Of one that is queued: when it expires'),
    action: z
      .string()
      .describe(
        "The OCPP action that went out, in the station's version; of a queued one its name as far as it is known",
      ),
    status: z.string().optional().describe('Of a version-neutral command: the status in the words of OCPP 2.x'),
    settings: z.array(setting).optional().describe('Of set-configuration and get-configuration'),
    response: z.unknown().describe("The station's answer; null after an error"),
    error: callError.describe('The CALLERROR; null without one'),
    schemaFault: z
      .string()
      .optional()
      .describe("What is wrong with the answer by OCPP's schema; it is kept all the same"),
    calls: z.array(sentCall).optional().describe('Of a command that took several CALLs'),
    result: followingResult.optional(),
  })
  .meta({ id: 'CommandResult' })

export const recordedCommand = z
  .object({
    commandId: z.string(),
    action: z.string(),
    ocppVersion: z.string().optional(),
    createdAt: z.string(),
    outcome: z
      .enum([...sentCall.shape.outcome.options, 'queued', 'cancelled'])
      .describe(
        'pending: under way; queued: waits for its station; expired and not_sent: was not sent, nor will be; timeout and unknown: the station may have carried it out',
      ),
    queuedUntil: z.string().optional().describe('Of one that is queued: when it expires'),
    error: callError,
    calls: z.array(sentCall),
    result: followingResult.optional(),
  })
  .meta({ id: 'Command' })

export function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch (cause) {
    throw fail('data_loss', "the station's answer did not arrive as JSON", { cause })
  }
}

export function resultToJson(result: CommandResult): z.input<typeof followingResult> {
  const ids = result.requestIds.map(Number)
  return {
    requestId: ids[0],
    requestIds: ids.length > 1 ? ids : undefined,
    state: followingResult.shape.state.parse(result.state),
    reason: optional(result.reason),
    messages: result.parts,
    deadline: optional(result.deadline),
    items: result.items === '' ? undefined : z.array(z.unknown()).parse(parse(result.items)),
  }
}

const outcomes: ReadonlyMap<CommandOutcome, z.input<typeof sentCall>['outcome']> = new Map([
  [CommandOutcome.ANSWERED, 'answered'],
  [CommandOutcome.ERROR, 'error'],
  [CommandOutcome.TIMEOUT, 'timeout'],
  [CommandOutcome.UNKNOWN, 'unknown'],
  [CommandOutcome.REFUSED, 'refused'],
  [CommandOutcome.EXPIRED, 'expired'],
])

export function callToJson(part: CommandPart): z.input<typeof sentCall> {
  return {
    commandId: part.commandId,
    outcome: outcomes.get(part.outcome) ?? 'pending',
    request: part.request === '' ? undefined : parse(part.request),
    response: part.response === '' ? undefined : parse(part.response),
    error: part.errorCode === '' ? null : { code: part.errorCode, description: part.errorDescription },
    schemaFault: optional(part.schemaFault),
  }
}

export function commandToJson(command: Command): z.input<typeof recordedCommand> {
  const { commandId, action, createdAt, outcome, errorCode, errorDescription, parts, result } = command
  return {
    commandId,
    action,
    ocppVersion: optional(command.ocppVersion),
    createdAt,
    outcome: recordedCommand.shape.outcome.parse(outcome === '' ? 'pending' : outcome),
    queuedUntil: optional(command.queuedUntil),
    error: errorCode === '' ? null : { code: errorCode, description: errorDescription },
    calls: parts.map(callToJson),
    result: result === undefined ? undefined : resultToJson(result),
  }
}
