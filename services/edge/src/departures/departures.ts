// The stations that this edge sends to others: some of them when an operator asks, all of them when the process is to stop.
import { fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import type { Sessions } from '../sessions/sessions.ts'
import { drain } from './drain.ts'

export interface DeparturesOptions {
  /** Share of the stations held when it begins that leaves per second, percent. */
  percent: number
  /** Stations per second where that share is less. */
  minRate: number
  callGraceMs: number
  sessions: Pick<Sessions, 'all' | 'size'>
}

export interface Departures {
  /** Begins to send that many stations away. Throws failed_precondition while stations are being sent away. */
  begin(connections: number): { connections: number; rate: number }
  /** Sends everyone away; whoever is left after `budgetMs` at once. */
  everyone(budgetMs: number): Promise<void>
  /** How many are still to leave. */
  readonly left: number
  readonly stopping: boolean
}

const log = logger('drain')

export function createDepartures({ percent, minRate, callGraceMs, sessions }: DeparturesOptions): Departures {
  const timeIsUp = new AbortController()
  const { signal } = timeIsUp
  let left = 0
  let stopping = false
  let underWay: Promise<unknown> | undefined

  const rateNow = () => Math.max(minRate, (sessions.size * percent) / 100)
  const progress = (now: number) => {
    left = now
  }

  async function run(rate: number, connections?: number): Promise<void> {
    const started = performance.now()
    const sent = await drain({ rate, callGraceMs, sessions: sessions.all(), connections, signal, progress })
    const seconds = Math.round((performance.now() - started) / 100) / 10
    if (sent > 0) log.info('stations were sent away', { stations: sent, seconds, rate, left: sessions.size })
  }

  return {
    begin(connections) {
      if (stopping || underWay !== undefined) {
        throw fail('failed_precondition', `this edge is sending ${left} stations away already`)
      }
      const rate = rateNow()
      const asked = Math.min(connections, sessions.size)
      log.info('stations are asked to leave', { stations: asked, rate, of: sessions.size })
      left = asked
      underWay = run(rate, connections).finally(() => {
        underWay = undefined
      })
      return { connections: asked, rate }
    },
    async everyone(budgetMs) {
      stopping = true
      const timer = setTimeout(() => {
        log.warn('the time to drain is over: stations are cut off at once. See SHUTDOWN_GRACE_MS, EDGE_DRAIN_PERCENT', {
          stations: sessions.size,
          budgetMs,
        })
        timeIsUp.abort()
      }, budgetMs)
      // One after the other: both at once would be twice the rate.
      await underWay
      const rate = rateNow()
      // Once more for those whose handshake was under way when the last one was let in.
      do await run(rate)
      while (sessions.size > 0 && !signal.aborted)
      clearTimeout(timer)
    },
    get left() {
      return left
    },
    get stopping() {
      return stopping
    },
  }
}
