// What has to hold when nothing is hurt any more, within half a minute: every station is back, is reached by commands, and is known as it is.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../harness/platform.ts'
import { until } from '../../harness/until.ts'
import type { Commander } from './commander.ts'
import type { Journal, SentCall } from './journal.ts'
import { idleConnector } from './stations.ts'

/** A dead edge may hold a route until its lease ends, and a station wait for an answer before it leaves a dead socket. */
const backWithinMs = 60_000
/** Of the last fault (promise 22). */
const routedWithinMs = 30_000
/** For an API that is starved, on a machine that does all of it. */
const busyMs = 60_000
/** For consumers to get through what a fault has left. */
const knownWithinMs = 60_000

interface ApiStation {
  stationId: string
  connected: boolean
  connectors: { evseId: number; status: string }[]
}

export interface QuietNeeds {
  platform: Pick<Platform, 'api'>
  journal: Journal
  commander: Commander
  identities: readonly string[]
}

export interface Quiet {
  /** One sentence for each thing that did not come in time. */
  faults: string[]
  /** How long it took until every station had a socket, was reached by commands, and was known as it is: each from the end of the one before. */
  tookMs: { sockets: number; routes: number; states: number }
}

export async function quietFaults(needs: QuietNeeds): Promise<Quiet> {
  const { journal, identities } = needs
  const began = Date.now()
  const isBack = () => identities.every(identity => journal.open.has(identity))
  await until(isBack, { what: 'stations to be back', withinMs: backWithinMs, everyMs: 100 }).catch(() => undefined)
  const away = identities.filter(identity => !journal.open.has(identity)).map(identity => `${identity} has no socket`)
  const backAt = Date.now()
  const left = Math.max(5_000, routedWithinMs - (backAt - began))
  const lost = await Promise.all(identities.map(identity => unreachable(needs, identity, left)))
  const routedAt = Date.now()
  const wrong = await Promise.all(identities.map(identity => misknown(needs, identity)))
  return {
    faults: [...away, ...lost, ...wrong].filter(fault => fault !== undefined),
    tookMs: { sockets: backAt - began, routes: routedAt - backAt, states: Date.now() - routedAt },
  }
}

/**
 * The station's socket has its route when a command comes through it. Only the word that it is not connected, or another socket, speaks of routes: an API that
 * is too busy to say is asked for longer.
 */
async function unreachable({ commander, journal }: QuietNeeds, station: string, withinMs: number) {
  const began = Date.now()
  for (;;) {
    const socket = journal.open.get(station)
    const { n, status, body } = await commander.give(station)
    const got = journal.asked.find(({ payload }) => payload.data === `${n}:${station}`)
    if (status === 200 && got?.station === station && got.socket === socket) return undefined
    const patienceMs = status === 200 || status === 409 ? withinMs : withinMs + busyMs
    if (Date.now() - began > patienceMs)
      return `${station} has a socket and is not reached by commands: ${status} ${JSON.stringify(body)}`
    await sleep(500)
  }
}

/** Connected, and its idle connector as the station said last: what a session before this one says late changes neither. */
async function misknown({ platform, journal }: QuietNeeds, station: string) {
  let last = ''
  const isKnown = async () => {
    const seen = await platform.api.get<ApiStation>(`/v1/stations/${station}`)
    const status = seen.connectors.find(({ evseId }) => evseId === idleConnector)?.status
    const said = statusesSaid(journal.calls, station)
    last = `connected ${seen.connected}, ${status} instead of ${[...said].join(' or ') || 'nothing'}`
    return seen.connected && (said.size === 0 || said.has(status ?? ''))
  }
  return until(isKnown, { what: '', withinMs: knownWithinMs, everyMs: 500 }).then(
    () => undefined,
    () => `${station} is known wrongly: ${last}`,
  )
}

/** What the idle connector may be: as said in the last answered StatusNotification, or in one after it, which may have arrived without an answer. */
export function statusesSaid(calls: readonly SentCall[], station: string): Set<string> {
  const statuses = new Set<string>()
  for (const call of calls) {
    const { action, payload, reply } = call
    if (call.station !== station || action !== 'StatusNotification') continue
    if ((payload.evseId ?? payload.connectorId) !== idleConnector) continue
    if (reply?.kind === 'result') statuses.clear()
    statuses.add(String(payload.connectorStatus ?? payload.status))
  }
  return statuses
}
