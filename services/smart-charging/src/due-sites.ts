// Which commits may have made a site due: stations come and go by the thousand, and most belong to no site.
import type { EventType } from '@chargeplane/events'

/** Longer than a transaction of the consumer takes. */
const openMs = 15_000
const sessionTypes: ReadonlySet<EventType> = new Set<EventType>([
  'chargeplane.ocpp.v1.StationConnected',
  'chargeplane.ocpp.v1.StationDisconnected',
])

export interface DueSites {
  /** A session has made a site due, in a transaction that is still open. */
  noticed(): void
  /** A transaction was committed in which events of these types were handled. */
  committed(types: ReadonlySet<EventType>): void
}

/**
 * Calls `look` after commits behind which there may be a due site. Which of the transactions that are open noticed one is not told apart: for
 * as long as that one may be open each commit counts. Whatever is missed all the same waits for the dispatcher's next look by itself.
 */
export function dueSites(look: () => void, now: () => number = () => performance.now()): DueSites {
  let until = Number.NEGATIVE_INFINITY
  return {
    noticed() {
      until = now() + openMs
    },
    committed(types) {
      if (now() < until || [...types].some(type => !sessionTypes.has(type))) look()
    },
  }
}
