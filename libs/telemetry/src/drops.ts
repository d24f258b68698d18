// What happens to telemetry that could not be delivered: it is counted, and said at warn at most once a minute.
import { logger } from './logger.ts'
import { metrics } from './metrics.ts'

const log = logger('telemetry')
const quietMs = 60_000

export type Signal = 'traces' | 'metrics'
type DropReason = 'queue_full' | 'export_failed' | 'shutdown'

export interface Drops {
  /** Counts `count` lost spans or metric batches. */
  drop(signal: Signal, reason: DropReason, count: number, error?: unknown): void
  /** Lost since the start of telemetry. */
  readonly total: number
}

export function trackDrops(now: () => number = Date.now): Drops {
  let total = 0
  let unreported = 0
  let quietUntil = 0
  return {
    drop(signal, reason, count, error) {
      if (count === 0) return
      total += count
      unreported += count
      metrics.telemetryDropped.add(count, { 'telemetry.signal': signal, 'telemetry.drop.reason': reason })
      if (now() < quietUntil) return
      quietUntil = now() + quietMs
      log.warn('telemetry dropped', { signal, reason, dropped: unreported, error })
      unreported = 0
    },
    get total() {
      return total
    },
  }
}
