// Carries out plans: claims a site whose plan is out of date, sends the limits that may go out, writes what was accepted, until the plan is reached.
//
// Order of one round, and what a crash leaves: 1. write committed = max(before, after); 2. send; 3. write what was accepted.
// After 1 or 2 the site counts more than is drawn, never less. The claim runs out and another dispatcher sends the same limits again,
// which is harmless: a charging profile with the same id replaces itself.
import { createHash } from 'node:crypto'
import type { Database, Queryable } from '@chargeplane/database'
import { emitEvent, type NewEvent } from '@chargeplane/events'
import { type Logger, withSpan } from '@chargeplane/telemetry'
import { loadMembers, saveMember } from './members.ts'
import {
  committedWhenAccepted,
  committedWhileSending,
  type Limit,
  type Member,
  memberKey,
  nextLimits,
  type SiteLimits,
  sum,
} from './plan.ts'
import type { LimitResult, SendLimit } from './send-limit.ts'

interface ClaimedSite extends SiteLimits {
  tenant: string
  siteId: string
  revision: bigint
}

export interface DispatcherOptions {
  database: Database
  sendLimit: SendLimit
  log: Logger
  pollMs: number
  retryMs: number
  /** Called after events were written to the outbox. */
  poke(): void
}

export interface Dispatcher {
  /** Looks for due sites now. */
  poke(): void
  close(): Promise<void>
}

// Plans settle in two or three rounds; a station that connects and vanishes all the time must not keep a dispatcher for itself.
const maxRounds = 20
const claimS = 180

export function startDispatcher(options: DispatcherOptions): Dispatcher {
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> | undefined
  let again = false

  async function run(): Promise<void> {
    try {
      let site = await claim(options.database)
      while (site && !closed) {
        await plan(options, site)
        site = await claim(options.database)
      }
    } catch (error) {
      // PostgreSQL is away: nothing is lost, the site stays due.
      options.log.warn('planning is put off', { error })
    }
  }

  function poke(): void {
    if (closed) return
    if (current) {
      again = true
      return
    }
    clearTimeout(timer)
    current = run().finally(() => {
      current = undefined
      if (closed) return
      timer = setTimeout(poke, again ? 0 : options.pollMs)
      again = false
    })
  }

  poke()
  return {
    poke,
    async close() {
      closed = true
      clearTimeout(timer)
      await current
    },
  }
}

async function claim(db: Database): Promise<ClaimedSite | undefined> {
  const [row] = await db.query<{
    tenant: string
    site_id: string
    limit_a: string
    default_a: string
    revision: bigint
  }>(
    `UPDATE sites SET claimed_until = now() + make_interval(secs => $1)
     WHERE (tenant, site_id) IN (
       SELECT tenant, site_id FROM sites
       WHERE claimed_until < now() AND (planned_revision < revision OR retry_at <= now())
       ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING tenant, site_id, limit_a, default_a, revision`,
    [claimS],
  )
  if (!row) return undefined
  return {
    tenant: row.tenant,
    siteId: row.site_id,
    limitA: Number(row.limit_a),
    defaultA: Number(row.default_a),
    revision: row.revision,
  }
}

async function plan(options: DispatcherOptions, site: ClaimedSite): Promise<void> {
  await withSpan('plan site', {}, async () => {
    const unreachable = new Set<string>()
    for (let round = 0; round < maxRounds; round++) {
      const limits = await prepare(options.database, site, unreachable)
      if (limits.length === 0) break
      const results = await Promise.all(limits.map(limit => options.sendLimit(site.tenant, limit)))
      await record(options, site, limits, results, unreachable)
    }
    // A change that came in meanwhile has raised the revision above the one claimed: the site is due again at once.
    await options.database.query(
      `UPDATE sites SET planned_revision = $3, claimed_until = '-infinity',
         retry_at = CASE WHEN $4::boolean THEN now() + make_interval(secs => $5) END
       WHERE tenant = $1 AND site_id = $2`,
      [site.tenant, site.siteId, site.revision, unreachable.size > 0, options.retryMs / 1000],
    )
  })
}

/** Step 1: chooses the limits and writes the safe side of each, in one transaction with the rows locked. */
function prepare(db: Database, site: ClaimedSite, unreachable: ReadonlySet<string>): Promise<Limit[]> {
  return db.transaction(async tx => {
    const members = await loadMembers(tx, site.tenant, site.siteId, true)
    const limits = nextLimits(site, members, unreachable)
    for (const limit of limits) {
      const member = find(members, limit)
      if (!member) continue
      member.committedA = committedWhileSending(member, limit)
      if (limit.transactionId !== null) member.sendingA = limit.limitA
      await saveMember(tx, site.tenant, member)
    }
    return limits
  })
}

/** Step 3: writes what the stations accepted; a transaction that ended meanwhile has already been reset by its event. */
async function record(
  options: DispatcherOptions,
  site: ClaimedSite,
  limits: readonly Limit[],
  results: readonly LimitResult[],
  unreachable: Set<string>,
): Promise<void> {
  await options.database.transaction(async tx => {
    const members = await loadMembers(tx, site.tenant, site.siteId, true)
    for (const [i, limit] of limits.entries()) {
      const member = find(members, limit)
      const result = results[i]
      if (result !== 'accepted') unreachable.add(memberKey(limit))
      if (!member || (limit.transactionId !== null && member.transactionId !== limit.transactionId)) continue
      applyResult(member, limit, result ?? 'unknown')
      await saveMember(tx, site.tenant, member)
      if (result === 'accepted') await announce(tx, site, limit, sum(members.map(m => m.committedA)))
    }
  })
  options.poke()
}

function applyResult(member: Member, limit: Limit, result: LimitResult): void {
  if (limit.transactionId !== null) member.sendingA = null
  if (result === 'accepted') {
    member.committedA = committedWhenAccepted(member, limit)
    if (limit.transactionId === null) member.acceptedDefaultA = limit.limitA
    else member.acceptedTransactionA = limit.limitA
    // Those that were promised while it was on its way are still owed.
    member.profilesOwed = Math.max(0, member.profilesOwed - (limit.settles ?? 0))
  } else if (result === 'rejected') {
    // It said no, so nothing changed: what it draws is what it accepted before, and without any it may draw all it can.
    member.committedA =
      (member.transactionId === null ? null : member.acceptedTransactionA) ?? member.acceptedDefaultA ?? member.maxA
  }
}

function find(members: readonly Member[], limit: Limit): Member | undefined {
  return members.find(m => m.stationId === limit.stationId && m.evseId === limit.evseId)
}

async function announce(tx: Queryable, site: ClaimedSite, limit: Limit, committedA: number): Promise<void> {
  const { tenant, siteId } = site
  const said = `${tenant}/${siteId}/${limit.stationId}/${limit.evseId}/${limit.transactionId}/${limit.limitA}/${site.revision}`
  const event: NewEvent<'chargeplane.smartcharging.v1.LimitApplied'> = {
    type: 'chargeplane.smartcharging.v1.LimitApplied',
    tenant,
    subject: siteId,
    id: createHash('sha256').update(said).digest('hex').slice(0, 32),
    data: {
      tenant,
      siteId,
      stationId: limit.stationId,
      evseId: limit.evseId,
      transactionId: limit.transactionId ?? '',
      limitA: limit.limitA,
      siteCommittedA: committedA,
    },
  }
  await emitEvent(tx, event, '/chargeplane/smart-charging')
}
