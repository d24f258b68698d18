import { randomUUID } from 'node:crypto'
import { Failure, fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { SendCommandRequest, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { CallContext } from '@chargeplane/rpc'
import type { Access, AccessBook } from '../access.ts'
import { checkBootState } from '../commands/boot-rules.ts'
import { compose } from '../commands/compose.ts'
import { type DispatchNeeds, dispatch } from '../commands/dispatch.ts'
import { type RecordNeeds, recordLost } from '../commands/record-lost.ts'
import { checkAddress, unknownStation } from '../identity.ts'

export interface SendCommandNeeds extends DispatchNeeds, RecordNeeds {
  access: AccessBook
  /** When the request does not say how long the station may take, ms. */
  defaultTimeoutMs: number
}

const maxTimeoutMs = 600_000
/** "Unknown or offline" is answered within a second, whatever is away. */
const registryPatienceMs = 700

/**
 * Sends one command and waits for its outcome; never sends it twice. not_found: not registered; failed_precondition: not connected, or its boot
 * forbids it; unavailable: the registry or the routes can't be read, and nothing was sent. Each of these is said within a second.
 */
export function sendCommand(needs: SendCommandNeeds) {
  return async (request: SendCommandRequest, { signal }: Pick<CallContext, 'signal'>): Promise<SendCommandResponse> => {
    checkAddress(request)
    const timeoutMs = commandTimeout(request.timeoutMs, needs.defaultTimeoutMs)
    const access = await readAccess(needs.access, request)
    const { stationId, bootStatus } = access
    const commandId = randomUUID()
    const dispatched = await dispatch(needs, {
      tenant: request.tenant,
      stationId,
      commandId,
      timeoutMs,
      signal,
      compose(version) {
        const call = compose(version, request.command)
        checkBootState(stationId, bootStatus, call.action)
        return call
      },
    })
    const { call, answer } = dispatched
    if (answer instanceof Failure) await recordLost(needs, { tenant: request.tenant, stationId, commandId }, dispatched)
    const response = toResponse(commandId, call.action, answer)
    const { outcome, errorCode } = response
    // The audit trail of what was done to stations. The payload may hold an id token and stays out of it.
    needs.log.info('command', {
      tenant: request.tenant,
      station: stationId,
      commandId,
      action: call.action,
      outcome,
      errorCode,
    })
    return response
  }
}

function commandTimeout(asked: number, byDefault: number): number {
  if (asked < 0 || asked > maxTimeoutMs) {
    throw fail('invalid_argument', `timeoutMs must be from 0 to ${maxTimeoutMs}`, { field: 'timeoutMs' })
  }
  return asked === 0 ? byDefault : asked
}

async function readAccess(book: AccessBook, request: SendCommandRequest): Promise<Access> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(fail('unavailable', 'the registry does not answer')), registryPatienceMs)
  try {
    const access = await Promise.race([book.get(request), tooLate])
    if (access === undefined) throw unknownStation(request)
    return access
  } finally {
    clearTimeout(timer)
  }
}

function toResponse(
  commandId: string,
  action: string,
  answer: Awaited<ReturnType<typeof dispatch>>['answer'],
): SendCommandResponse {
  if (!(answer instanceof Failure)) return { commandId, action, ...answer }
  return {
    commandId,
    action,
    outcome: CommandOutcome.UNKNOWN,
    response: '',
    errorCode: answer.code,
    errorDescription: 'the edge did not answer: the station may or may not have carried the command out',
  }
}
