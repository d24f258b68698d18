// Stations that are sent away: at a rate that the others can take in, whoever charges last, and nothing answered is lost.
import { setTimeout as sleep } from 'node:timers/promises'
import { dropWaiting } from '../commands/command-lane.ts'
import { closeCode, closeSession, type Session } from '../sessions/session.ts'
import { departureOrder } from './departure-order.ts'

export interface DrainOptions {
  /** Sockets closed per second at most. */
  rate: number
  /** How long what is under way with a station, its CALL or ours, may take before its socket closes, ms. */
  callGraceMs: number
  sessions: Iterable<Session>
  /** At most so many of them, idle ones first. */
  connections?: number
  /** Once aborted, whoever is left is closed at once. */
  signal?: AbortSignal
  /** After every slice: how many are still to leave. */
  progress?(left: number): void
}

/** Time between two handfuls of sockets, on average: each pause is half to one and a half times as long, so that edges that stop together do not beat together. */
const sliceMs = 100
const longestSliceMs = 1.5 * sliceMs

/** Closes sessions with 1012, in random order, idle ones first. Resolves with how many when all of them are closed. */
export async function drain(options: DrainOptions): Promise<number> {
  const { rate, callGraceMs, sessions, connections = Number.POSITIVE_INFINITY, signal, progress } = options
  const order = departureOrder(sessions, connections)
  const finishing: Finishing[] = []
  const total = order.left
  // Whoever finishes has no further CALL answered: there are no more of them than can be closed within the grace.
  const maxFinishing = Math.max(1, (rate * callGraceMs) / 1000)
  const burst = Math.max(1, (rate * longestSliceMs) / 1000)
  let tokens = 1
  let refilledMs = performance.now()
  while (order.left + finishing.length > 0 && signal?.aborted !== true) {
    const now = performance.now()
    tokens = Math.min(burst, tokens + ((now - refilledMs) / 1000) * rate)
    refilledMs = now
    tokens -= closeFinished(finishing, now, Math.floor(tokens))
    while (tokens >= 1 && finishing.length < maxFinishing) {
      const session = order.next()
      if (session === undefined) break
      if (isBusy(session)) finishing.push(begin(session, now + callGraceMs))
      else {
        close(session)
        tokens -= 1
      }
    }
    progress?.(order.left + finishing.length)
    if (order.left + finishing.length > 0) await pause(signal)
  }
  for (const { session } of finishing) close(session)
  for (let session = order.next(); session !== undefined; session = order.next()) close(session)
  progress?.(0)
  return total
}

interface Finishing {
  session: Session
  deadlineMs: number
}

const isBusy = ({ calls, commands }: Session) => calls.current !== undefined || commands.outstanding !== undefined

/** From here on no CALL of the station is begun, and none of ours: who asked for those that wait hears that they were not sent. */
function begin(session: Session, deadlineMs: number): Finishing {
  session.closing ??= 'edge_drained'
  dropWaiting(session.commands, 'the station is being sent to another edge')
  return { session, deadlineMs }
}

/** Closes those that have nothing under way any more, or no more time; answers how many. */
function closeFinished(finishing: Finishing[], nowMs: number, atMost: number): number {
  let closed = 0
  for (let i = finishing.length - 1; i >= 0 && closed < atMost; i -= 1) {
    const entry = finishing[i]
    if (entry === undefined || (isBusy(entry.session) && nowMs < entry.deadlineMs && !entry.session.closed)) continue
    finishing.splice(i, 1)
    if (entry.session.closed) continue
    close(entry.session)
    closed += 1
  }
  return closed
}

function close(session: Session): void {
  closeSession(session, 'edge_drained', closeCode.restart, 'this server is going away')
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  // Woken by the signal, it goes on and sees it.
  await sleep(sliceMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {})
}
