// CSMS to station: a command of another service becomes a CALL, its answer or silence becomes the outcome, and both become an event.

import type { EventProducer } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import {
  type ErrorFrame,
  encodeCall,
  encodeResultError,
  findAction,
  type ResultFrame,
  redactTokens,
} from '@chargeplane/ocpp'
import type { CallRequest, CallResponse } from '@chargeplane/proto/edge/v1/edge'
import { type CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { logger, metrics, SpanKind, withSpan } from '@chargeplane/telemetry'
import { noteTriggered, refusedCommand } from '../calls/boot-gate.ts'
import { eventId, sessionOrigin } from '../sessions/origin.ts'
import type { Session } from '../sessions/session.ts'
import { sparingly } from '../sparingly.ts'
import { abandon, type Command, type CommandEnd, end, submit, withdraw } from './command-lane.ts'

export interface CommandsOptions {
  /** Keyed hash of an id token. */
  hashToken(tenant: string, idToken: string): string
  edgeId: string
  producer: Pick<EventProducer, 'publish'>
}

export interface Commands {
  /** Sends one CALL and waits for its end. Rejects a Failure only when nothing was sent. */
  call(session: Session, request: CallRequest, signal: AbortSignal): Promise<CallResponse>
  /** Takes a CALLRESULT or CALLERROR of the station. */
  answered(session: Session, frame: ResultFrame | ErrorFrame): void
  /** The socket has closed. */
  abandon(session: Session): void
}

const log = logger('commands')
const mayLog = sparingly(5, 10_000)

/** From the request to its end. OCPP-J leaves the time-out to us; part 2 section 3.2 speaks of 30 s. */
const defaultTimeoutMs = 30_000
const maxTimeoutMs = 600_000

export function createCommands(options: CommandsOptions): Commands {
  const sendOn = (session: Session) => (command: Command) =>
    void session.socket.send(encodeCall(command.id, command.action, command.payloadText))

  function call(session: Session, request: CallRequest, signal: AbortSignal): Promise<CallResponse> {
    const payload = parsePayload(request)
    // By its caller's next look its route may lead to another edge.
    if (session.closing !== undefined) return Promise.reject(fail('not_found', 'the station is leaving this edge'))
    const refused = refusedCommand(session, request.action)
    if (refused !== undefined) return Promise.reject(refused)
    const attributes = {
      'ocpp.action': request.action,
      'ocpp.version': session.version,
      'ocpp.message.id': request.commandId,
      'ocpp.station.id': session.station,
      'chargeplane.tenant': session.tenant,
    }
    return withSpan(`command ${request.action}`, { kind: SpanKind.CLIENT, attributes }, async () => {
      const started = performance.now()
      let sentAt = ''
      const { promise, resolve, reject } = Promise.withResolvers<CommandEnd>()
      const command: Command = {
        id: request.commandId,
        action: request.action,
        payload,
        payloadText: request.payload,
        timeoutMs: Math.min(request.timeoutMs > 0 ? request.timeoutMs : defaultTimeoutMs, maxTimeoutMs),
        onSent() {
          sentAt = new Date().toISOString()
          noteTriggered(session, request.action, payload)
        },
        onEnd: resolve,
        onDropped: reject,
      }
      const onAbort = () =>
        withdraw(session.commands, command.id, fail('deadline_exceeded', 'nobody waits for the command any more'))
      submit(session.commands, command, sendOn(session))
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        const how = await promise
        const outcome = { ...attributesOf(session, request.action), 'ocpp.outcome': how.outcome.toLowerCase() }
        metrics.ocppCommandDuration.record((performance.now() - started) / 1000, outcome)
        const response = responseOf(how)
        announce(options, session, command, sentAt, response)
        return response
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    })
  }

  return {
    call,
    answered(session, frame) {
      const how = frame.type === 'result' ? checked(session, frame) : errorOf(frame)
      if (end(session.commands, frame.id, how, sendOn(session))) return
      metrics.inputRefused.add(1, { 'chargeplane.boundary': 'frame', 'error.type': 'not_found' })
    },
    abandon: session => abandon(session.commands),
  }
}

/**
 * The answer as the station gave it, with what is wrong with it: it was carried out, so that hiding it would help nobody. In 2.1 the station
 * is told (part 2 section 3.4, FR.06).
 */
function checked(session: Session, { id, payload }: ResultFrame): CommandEnd {
  const asked = session.commands.outstanding?.command
  const failure =
    asked?.id === id ? findAction(session.version, asked.action, 'csms')?.validateResponse(payload) : undefined
  if (asked === undefined || failure === undefined) return { outcome: 'ANSWERED', payload, schemaFault: '' }
  metrics.ocppCommandFaults.add(1, { ...attributesOf(session, asked.action), 'error.type': failure.code })
  if (session.version === '2.1') session.socket.send(encodeResultError(id, failure))
  return { outcome: 'ANSWERED', payload, schemaFault: failure.message }
}

function errorOf({ code, description }: ErrorFrame): CommandEnd {
  return { outcome: 'ERROR', code, description }
}

/** Best effort: who asked has the answer, and it must not wait for Kafka. */
function announce(
  options: CommandsOptions,
  session: Session,
  command: Command,
  sentAt: string,
  response: CallResponse,
): void {
  const hashToken = (idToken: string) => options.hashToken(session.tenant, idToken)
  const redact = (value: unknown, text: string) => (text === '' ? '' : redactTokens(value, text, hashToken))
  const { schemaFault, ...answer } = response
  const data: CommandCompleted = {
    origin: { ...sessionOrigin(session, options.edgeId, command.action), schemaFault },
    commandId: command.id,
    request: redact(command.payload, command.payloadText),
    sentAt,
    ...answer,
    response: redact(response.response === '' ? undefined : JSON.parse(response.response), response.response),
  }
  const type = 'chargeplane.ocpp.v1.CommandCompleted'
  options.producer
    .publish({ type, tenant: session.tenant, subject: session.station, id: eventId(session, type, command.id), data })
    .catch(failure => {
      if (mayLog()) log.warn('the end of a command is not in Kafka', { command: command.id, failure })
    })
}

function parsePayload({ payload, action, commandId }: CallRequest): unknown {
  if (action === '') throw fail('invalid_argument', 'an action is needed', { field: 'action' })
  if (commandId === '' || commandId.length > 36) {
    throw fail('invalid_argument', 'a command id has 1 to 36 characters', { field: 'command_id' })
  }
  try {
    return JSON.parse(payload)
  } catch (cause) {
    throw fail('invalid_argument', 'the payload is not JSON', { field: 'payload', cause })
  }
}

function responseOf(how: CommandEnd): CallResponse {
  const outcome = CommandOutcome[how.outcome]
  const none = { outcome, response: '', errorCode: '', errorDescription: '', schemaFault: '' }
  if (how.outcome === 'ANSWERED') {
    return { ...none, response: JSON.stringify(how.payload), schemaFault: how.schemaFault }
  }
  if (how.outcome === 'ERROR') return { ...none, errorCode: how.code, errorDescription: how.description }
  return none
}

function attributesOf(session: Session, action: string) {
  const inTable = findAction(session.version, action, 'csms') !== undefined
  return { 'ocpp.action': inTable ? action : '_OTHER', 'ocpp.version': session.version }
}
