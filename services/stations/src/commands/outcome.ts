// How the CALLs of a command ended, and what that means for the command.
import { Failure, toFailure } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { CommandPart } from '@chargeplane/proto/stations/v1/commands'
import type { PlannedCall } from './compose.ts'
import type { Dispatched } from './dispatch.ts'

/** One CALL and its end. */
export interface Ended {
  call: PlannedCall
  part: CommandPart
}

/** "answered", "error", "timeout", "unknown", "refused": as the record and the API spell it. */
export function outcomeName(outcome: CommandOutcome): string {
  return outcome.replace('COMMAND_OUTCOME_', '').toLowerCase()
}

export function endOf(commandId: string, { answer }: Dispatched): CommandPart {
  if (!(answer instanceof Failure)) return CommandPart.fromPartial({ commandId, ...answer })
  return CommandPart.fromPartial({
    commandId,
    outcome: CommandOutcome.UNKNOWN,
    errorCode: answer.code,
    errorDescription: 'the edge did not answer: the station may or may not have carried the command out',
  })
}

/** A CALL that was not sent, after others of its command were. */
export function notSent(commandId: string, error: unknown): CommandPart {
  const { code, message } = toFailure(error)
  return CommandPart.fromPartial({
    commandId,
    outcome: CommandOutcome.REFUSED,
    errorCode: code,
    errorDescription: message,
  })
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Answers that say that there is nothing to wait for, and nothing wrong. */
const nothing: ReadonlySet<string> = new Set(['EmptyResultSet', 'NoProfiles', 'NotFound', 'Unknown'])
const begun: ReadonlySet<string> = new Set(['Accepted', 'AcceptedCanceled'])

/** What the station's answer makes of a result; undefined leaves it pending. */
export function resultAfter({ call, part }: Ended): { state: 'complete' | 'failed'; reason: string } | undefined {
  switch (part.outcome) {
    case CommandOutcome.ANSWERED:
      return resultAfterAnswer(call, part)
    case CommandOutcome.ERROR:
    case CommandOutcome.REFUSED:
      return { state: 'failed', reason: part.errorCode }
    case CommandOutcome.EXPIRED:
      return { state: 'failed', reason: 'not sent in time' }
    default:
      // It may have been carried out: what is reported will be joined.
      return undefined
  }
}

function resultAfterAnswer({ action }: PlannedCall, { response }: CommandPart) {
  const { status, fileName } = Object(parsed(response)) as { status?: unknown; fileName?: unknown }
  if (typeof status === 'string') {
    if (begun.has(status)) return undefined
    return { state: nothing.has(status) ? ('complete' as const) : ('failed' as const), reason: status }
  }
  // 1.6 5.9: a station without diagnostics to upload names no file.
  if (action === 'GetDiagnostics' && typeof fileName !== 'string') {
    return { state: 'complete' as const, reason: 'NoFile' }
  }
  return undefined
}
