// What this process feels: memory, and how late its event loop runs. Sampled once a second, for those who let others in.
import { totalmem } from 'node:os'
import { logger, metrics } from '@chargeplane/telemetry'

export interface Pressure {
  /** Share of the accept rate that may be used: below 1 while the event loop is late, never 0. */
  readonly share: number
  /** New connections are refused; those there are stay. */
  readonly isOverMemory: boolean
  stop(): void
}

export interface PressureOptions {
  memoryBudgetBytes: number
  /** Mean delay of the event loop over a second past which fewer are let in, ms. */
  maxLoopDelayMs: number
}

export interface Gauge {
  readonly share: number
  readonly isOverMemory: boolean
  sample(residentBytes: number, loopDelayMs: number): void
}

const log = logger('pressure')
const sampleMs = 1000
const delayResolutionMs = 50
const leastShare = 0.1
const recovery = 0.25

/** Halves the share in every second that was too slow, and gives a quarter back in every other one: what is let in too early waits for a place (arrivals.ts). */
export function createGauge({ memoryBudgetBytes, maxLoopDelayMs }: PressureOptions): Gauge {
  let share = 1
  let isOverMemory = false
  return {
    get share() {
      return share
    },
    get isOverMemory() {
      return isOverMemory
    },
    sample(residentBytes, loopDelayMs) {
      share = loopDelayMs > maxLoopDelayMs ? Math.max(leastShare, share / 2) : Math.min(1, share + recovery)
      const isOver = residentBytes > memoryBudgetBytes
      if (isOver !== isOverMemory) {
        const what = isOver ? 'over the memory budget: new connections are refused' : 'within the memory budget again'
        log.warn(what, { residentBytes, memoryBudgetBytes })
      }
      isOverMemory = isOver
    },
  }
}

export function watchPressure(options: PressureOptions): Pressure {
  const gauge = createGauge(options)
  let [late, samples] = [0, 0]
  let due = performance.now() + delayResolutionMs
  const delay = setInterval(() => {
    const now = performance.now()
    late += Math.max(0, now - due)
    samples += 1
    due = now + delayResolutionMs
  }, delayResolutionMs)
  const sampler = setInterval(() => {
    gauge.sample(process.memoryUsage.rss(), samples === 0 ? 0 : late / samples)
    metrics.ocppEdgeAdmissionShare.record(gauge.isOverMemory ? 0 : gauge.share)
    ;[late, samples] = [0, 0]
  }, sampleMs)
  return {
    get share() {
      return gauge.share
    },
    get isOverMemory() {
      return gauge.isOverMemory
    },
    stop() {
      clearInterval(delay)
      clearInterval(sampler)
    },
  }
}

const baseBytes = 512 * 1024 * 1024
/** An idle station costs a few KB. One that needs more than this, on average, is not idle but at odds with us. */
const bytesPerConnection = 64 * 1024

/** The budget of a process that is told none: what its connections can honestly need, within four fifths of what there is. */
export function defaultMemoryBudget(
  maxConnections: number,
  limitBytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()),
): number {
  return Math.floor(Math.min(limitBytes * 0.8, baseBytes + maxConnections * bytesPerConnection))
}
