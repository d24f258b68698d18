// How long an edge may take to send its stations away, and whether that is enough.
import type { Logger } from '@chargeplane/telemetry'
import type { EdgeConfig } from '../config.ts'

/** Of the time to stop, kept for what follows: events that Kafka takes slowly, and the last telemetry. */
const afterwardsMs = 13_500

type DrainConfig = Pick<
  EdgeConfig,
  | 'SHUTDOWN_GRACE_MS'
  | 'EDGE_PRE_DRAIN_MS'
  | 'EDGE_MAX_CONNECTIONS'
  | 'EDGE_DRAIN_PERCENT'
  | 'EDGE_DRAIN_MIN_RATE'
  | 'EDGE_DRAIN_CALL_GRACE_MS'
>

/** From the first socket closed to the last, ms. Of a short time to stop half is for what follows. */
export function drainBudgetMs({ SHUTDOWN_GRACE_MS: graceMs, EDGE_PRE_DRAIN_MS: preDrainMs }: DrainConfig): number {
  return Math.max(0, Math.max(graceMs - afterwardsMs, graceMs / 2) - preDrainMs)
}

/** What a full edge takes to send its stations away at its rate, ms. */
function fullDrainMs(config: DrainConfig): number {
  const rate = Math.max(config.EDGE_DRAIN_MIN_RATE, (config.EDGE_MAX_CONNECTIONS * config.EDGE_DRAIN_PERCENT) / 100)
  return Math.ceil((config.EDGE_MAX_CONNECTIONS / rate) * 1000) + config.EDGE_DRAIN_CALL_GRACE_MS
}

/** Said at the start, when there is time to do something about it. The chart refuses what it would warn of. */
export function warnOfShortGrace(config: DrainConfig, log: Pick<Logger, 'warn'>): void {
  const drainMs = fullDrainMs(config)
  if (drainBudgetMs(config) >= drainMs) return
  log.warn('SHUTDOWN_GRACE_MS is too short for a full edge to drain at its rate: the last stations would be cut off', {
    graceMs: config.SHUTDOWN_GRACE_MS,
    neededMs: config.EDGE_PRE_DRAIN_MS + drainMs + afterwardsMs,
  })
}
