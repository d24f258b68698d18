// Work that is repeated for as long as the service runs.
import { toFailure } from '@chargeplane/failure'
import type { Logger } from '@chargeplane/telemetry'

export interface Periodical {
  /** Waits for a round under way. */
  close(): Promise<void>
}

/** Runs `round` every `everyMs`, never twice at once. A round that fails is logged and the next one tries again. */
export function periodically(name: string, everyMs: number, log: Logger, round: () => Promise<void>): Periodical {
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    try {
      await round()
    } catch (error) {
      if (toFailure(error).retryable) log.warn(`${name} waits`, { error })
      else log.error(`${name} failed`, { error })
    } finally {
      running = undefined
    }
  }
  const timer = setInterval(() => {
    running ??= run()
  }, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
