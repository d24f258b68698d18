// Finds the edge that holds a station and has it send one CALL, once.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Failure, fail, toFailure } from '@chargeplane/failure'
import { mayBeRepeated, type OcppVersion } from '@chargeplane/ocpp'
import type { CallResponse } from '@chargeplane/proto/edge/v1/edge'
import type { Route, Routing } from '@chargeplane/routing'
import { metrics } from '@chargeplane/telemetry'
import type { StationAddress } from '../identity.ts'
import type { Call } from './compose.ts'
import type { EdgeClients } from './edge-clients.ts'

export interface DispatchNeeds {
  routing: Pick<Routing, 'lookup'>
  edges: EdgeClients
}

/** A CALL under its message id. */
export interface Outgoing extends Call {
  commandId: string
}

export interface Dispatch extends StationAddress {
  /** How long the station may take, ms. */
  timeoutMs: number
  signal: AbortSignal
  /** The CALL for a station that speaks `version`; may refuse. Asked again when the station is found at another edge. */
  compose(version: OcppVersion): Promise<Outgoing>
}

export interface Dispatched {
  call: Outgoing
  route: Route
  /** The edge's answer; or why it is not known whether the station got the command. */
  answer: CallResponse | Failure
}

/** Given to the edge beyond the station's time, for the way there and back; longer than a queue takes to notice that it is full. */
const edgeAllowanceMs = 2000

/** Between two looks for the session that a station opens when its edge has gone. */
const lookMs = 250

/**
 * Sends a command at most once. The route is read again, and the command given to another edge, when the edge said that it does not hold that
 * session, so that it sent nothing, and meanwhile another session is registered. When the edge does not answer, the command may have reached
 * the station: that is reported, and nothing is repeated, but for what only reads (mayBeRepeated), which is sent in the station's next
 * session if there is one in time.
 */
export async function dispatch({ routing, edges }: DispatchNeeds, command: Dispatch): Promise<Dispatched> {
  const started = performance.now()
  const first = await find(routing, command)
  const sent = await send(edges, first, command)
  if (isLost(sent.answer) && mayBeRepeated(sent.call.action)) {
    const next = await nextSession(routing, command, first, started + command.timeoutMs)
    const timeoutMs = Math.round(started + command.timeoutMs - performance.now())
    return next === undefined || timeoutMs <= 0 ? sent : send(edges, next, { ...command, timeoutMs })
  }
  if (!isGone(sent.answer)) return sent
  const second = await find(routing, command)
  if (second.edgeId === first.edgeId && second.epoch === first.epoch) throw notConnected(command, 'stale')
  const resent = await send(edges, second, command)
  if (isGone(resent.answer)) throw notConnected(command, 'stale')
  return resent
}

async function nextSession(
  routing: Pick<Routing, 'lookup'>,
  { tenant, stationId, signal }: Dispatch,
  last: Route,
  untilMs: number,
): Promise<Route | undefined> {
  while (performance.now() < untilMs && !signal.aborted) {
    const route = await routing.lookup(tenant, stationId).catch(() => undefined)
    if (route !== undefined && route.epoch > last.epoch) return route
    await sleep(lookMs)
  }
  return undefined
}

async function find(routing: Pick<Routing, 'lookup'>, command: Dispatch): Promise<Route> {
  try {
    const route = await routing.lookup(command.tenant, command.stationId)
    if (route !== undefined) return route
  } catch (error) {
    metrics.ocppRouteMiss.add(1, { 'ocpp.route.reason': 'unavailable' })
    throw error
  }
  throw notConnected(command, 'unknown')
}

async function send(edges: EdgeClients, route: Route, command: Dispatch): Promise<Dispatched> {
  const { tenant, stationId, timeoutMs, signal } = command
  const call = await command.compose(versionOf(route))
  const request = { tenant, stationId, epoch: BigInt(route.epoch), ...call, timeoutMs }
  try {
    const options = { deadlineMs: timeoutMs + edgeAllowanceMs, signal }
    return { call, route, answer: await edges.call(route.edgeAddress, request, options) }
  } catch (error) {
    const failure = toFailure(error)
    if (isGone(failure) || isUncertain(failure)) return { call, route, answer: failure }
    throw failure
  }
}

function isGone(answer: CallResponse | Failure): boolean {
  return answer instanceof Error && answer.code === 'not_found'
}

/** The edge has gone, or the way to it. */
function isLost(answer: CallResponse | Failure): boolean {
  return answer instanceof Error && answer.code === 'unavailable'
}

/** Everything else is the edge's own word that it has not sent the command. */
function isUncertain(failure: Failure): boolean {
  return failure.code === 'unavailable' || failure.code === 'deadline_exceeded' || failure.code === 'internal'
}

function notConnected({ stationId }: StationAddress, reason: 'unknown' | 'stale'): Failure {
  metrics.ocppRouteMiss.add(1, { 'ocpp.route.reason': reason })
  return fail('failed_precondition', `station ${stationId} is not connected`, { field: 'stationId' })
}

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1']

function versionOf({ ocppVersion, edgeId }: Route): OcppVersion {
  const version = versions.find(known => known === ocppVersion)
  if (version === undefined)
    throw fail('not_supported', `edge ${edgeId} speaks OCPP ${ocppVersion}, which is not known here`)
  return version
}
