// Carries out the plan of a claimed site: sends the limits that may go out, writes what was accepted, until the plan is reached.
//
// Order of one round, and what a crash leaves: 1. write committed = max(before, after); 2. send; 3. write what was accepted.
// After 1 or 2 the site counts more than is drawn, never less. The claim runs out and another dispatcher sends the same limits again,
// which is harmless: a charging profile with the same id replaces itself.
import { createHash } from 'node:crypto'
import type { Database, Queryable } from '@chargeplane/database'
import { emitEvent, type NewEvent } from '@chargeplane/events'
import { withSpan } from '@chargeplane/telemetry'
import { type ClaimedSite, renewClaim, settleClaim } from './claims.ts'
import { loadMembers, saveMember } from './members.ts'
import {
  committedWhenAccepted,
  committedWhileSending,
  type Limit,
  type Member,
  memberKey,
  nextLimits,
  sum,
} from './plan.ts'
import type { LimitResult, SendLimit } from './send-limit.ts'

export interface CarryOutOptions {
  database: Database
  sendLimit: SendLimit
  /** Milliseconds after which a site with a station that did not answer is due again. */
  retryMs: number
  /** Seconds that a claim lasts: longer than one round of messages takes. */
  claimS: number
  /** Called after events were written to the outbox. */
  poke(): void
}

// Plans settle in two or three rounds; a station that connects and vanishes all the time must not keep its site from being planned anew.
const maxRounds = 20

/** Rejects when PostgreSQL does; what was sent until then is on the safe side. */
export async function carryOut(options: CarryOutOptions, claimed: ClaimedSite): Promise<void> {
  const { database, claimS, sendLimit, retryMs } = options
  await withSpan('plan site', {}, async () => {
    const unreachable = new Set<string>()
    let reached = false
    for (let round = 0; round < maxRounds && !reached; round++) {
      // A limit that was lowered meanwhile holds from the next message on, not from the next plan.
      const site = await renewClaim(database, claimed, claimS)
      if (!site) return
      const limits = await prepare(database, site, unreachable)
      reached = limits.length === 0
      const results = await Promise.all(limits.map(limit => sendLimit(site.tenant, limit)))
      await record(options, site, limits, results, unreachable)
    }
    await settleClaim(database, claimed, reached && unreachable.size === 0 ? undefined : retryMs)
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
  options: CarryOutOptions,
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
