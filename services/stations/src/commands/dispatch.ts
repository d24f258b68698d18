// Finds the edge that holds a station and has it send one CALL, once.
import { type Failure, fail, toFailure } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'
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

/**
 * Sends a command at most once. The route is read again, and the command given to another edge, in one case only: the edge said that it does
 * not hold that session, so that it sent nothing, and meanwhile another session is registered. When the edge does not answer, the command
 * may have reached the station: that is reported, and nothing is repeated.
 */
export async function dispatch({ routing, edges }: DispatchNeeds, command: Dispatch): Promise<Dispatched> {
  const first = await find(routing, command)
  const sent = await send(edges, first, command)
  if (!isGone(sent.answer)) return sent
  const second = await find(routing, command)
  if (second.edgeId === first.edgeId && second.epoch === first.epoch) throw notConnected(command, 'stale')
  const resent = await send(edges, second, command)
  if (isGone(resent.answer)) throw notConnected(command, 'stale')
  return resent
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
