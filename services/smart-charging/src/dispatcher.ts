// Looks for sites whose plan is out of date and has each carried out, several at once: a site waits for its own stations, never for another's.
import type { Logger } from '@chargeplane/telemetry'
import { type CarryOutOptions, carryOut } from './carry-out-plan.ts'
import { type ClaimedSite, claimSite, giveBack } from './claims.ts'

export interface DispatcherOptions extends CarryOutOptions {
  log: Logger
  /** Milliseconds between two looks for due sites. */
  pollMs: number
  /** Sites that are planned at the same time, at most. */
  sitesAtOnce: number
}

export interface Dispatcher {
  /** Looks for due sites now. */
  poke(): void
  close(): Promise<void>
}

export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, log, pollMs, sitesAtOnce, retryMs, claimS } = options
  const underway = new Set<Promise<void>>()
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let again = false

  async function work(site: ClaimedSite): Promise<void> {
    try {
      await carryOut(options, site)
    } catch (error) {
      // PostgreSQL is away, or the transaction lost to another: nothing is lost, the site stays due.
      log.warn('a plan is put off', { tenant: site.tenant, siteId: site.siteId, error })
      await giveBack(database, site, retryMs)
    }
  }

  async function look(): Promise<void> {
    try {
      while (!closed && underway.size < sitesAtOnce) {
        const site = await claimSite(database, claimS)
        if (!site) return
        const done = work(site).finally(() => {
          underway.delete(done)
          poke()
        })
        underway.add(done)
      }
    } catch (error) {
      log.warn('planning is put off', { error })
    }
  }

  function poke(): void {
    if (closed) return
    if (looking) {
      again = true
      return
    }
    clearTimeout(timer)
    looking = look().finally(() => {
      looking = undefined
      if (closed) return
      timer = setTimeout(poke, again ? 0 : pollMs)
      again = false
    })
  }

  poke()
  return {
    poke,
    async close() {
      closed = true
      clearTimeout(timer)
      await looking
      await Promise.all(underway)
    },
  }
}
