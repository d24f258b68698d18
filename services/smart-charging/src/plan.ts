// The scheduler: which limits to send next so that a site's cars share its limit equally and the site never passes it. Pure.
//
// Every EVSE has a committed current: the most it can be drawing, given what its station has accepted. The invariant is
// sum(committed) <= limit. Lowering is always safe; raising is only planned out of slack that has been confirmed, so a new car waits
// at its default until the others have accepted less. What cannot be reached keeps what it has and the rest share what is left.
// A station that has accepted nothing yet counts with the site's default: it is to be commissioned with a limit of its own at or below it.

export interface Member {
  stationId: string
  evseId: number
  /** What the EVSE draws when nothing limits it, A. */
  maxA: number
  /** The least of that, what its EV can draw and what external systems allow, A. */
  ceilingA: number
  connected: boolean
  /** The open transaction; null when there is none. */
  transactionId: string | null
  committedA: number
  acceptedDefaultA: number | null
  /** Limit accepted for the open transaction; null when none. */
  acceptedTransactionA: number | null
  /** Charging profiles that the EV was promised: the next one goes out even if it says nothing new. */
  profilesOwed: number
  /** Limit of the transaction that is on its way; null when none. */
  sendingA: number | null
}

export interface SiteLimits {
  limitA: number
  /** TxDefaultProfile of every member, A. */
  defaultA: number
}

export interface Limit {
  stationId: string
  evseId: number
  /** null: the default profile. */
  transactionId: string | null
  limitA: number
  /** How many of the promised profiles it stands for; undefined: none. */
  settles?: number
}

/** Profiles go out in steps of 0.1 A, the resolution OCPP stations must take (K01.FR.27 recommends one decimal). */
const stepA = 0.1
const down = (amps: number): number => Math.floor(amps / stepA + 1e-6) * stepA
const tidy = (amps: number): number => Math.round(amps * 10) / 10

/**
 * The limits that may be sent now, all at once. Empty when the plan is reached, or when everything that is left waits for a station in
 * `unreachable` (keys by memberKey): those keep what they have.
 */
export function nextLimits(
  site: SiteLimits,
  members: readonly Member[],
  unreachable: ReadonlySet<string> = new Set(),
): Limit[] {
  const reachable = members.filter(m => m.connected && !unreachable.has(memberKey(m)))
  const committed = sum(members.map(m => m.committedA))
  let slack = Math.max(0, site.limitA - committed)
  const lowered: Limit[] = []
  const raised: Limit[] = []

  for (const m of reachable) {
    if (m.acceptedDefaultA === site.defaultA) continue
    const limit = { stationId: m.stationId, evseId: m.evseId, transactionId: null, limitA: site.defaultA }
    const applies = m.transactionId === null || m.acceptedTransactionA === null
    if (!applies || site.defaultA <= m.committedA) lowered.push(limit)
    else if (site.defaultA - m.committedA <= slack) {
      slack -= site.defaultA - m.committedA
      raised.push(limit)
    }
  }

  const active = reachable.filter(m => m.transactionId !== null)
  const targets = shares(site, members, active)
  for (const [m, target] of targets) {
    const owed = m.profilesOwed > 0
    if ((m.acceptedTransactionA === target && !owed) || m.transactionId === null) continue
    const { stationId, evseId, transactionId } = m
    const limit = { stationId, evseId, transactionId, limitA: target, ...(owed && { settles: m.profilesOwed }) }
    if (target <= m.committedA) lowered.push(limit)
    else {
      const granted = tidy(down(Math.min(target, m.committedA + slack)))
      if (!owed && (granted <= m.committedA || granted === m.acceptedTransactionA)) continue
      slack -= granted - m.committedA
      raised.push({ ...limit, limitA: granted })
    }
  }
  // Raising waits for the lowering under way: one message a car instead of two, and the slack is then certain.
  return lowered.length > 0 ? lowered : raised
}

/** Equal shares of what the others leave, each within its EVSE's ceiling; what one cannot use goes to the rest. */
function shares(site: SiteLimits, members: readonly Member[], active: readonly Member[]): Map<Member, number> {
  const others = members.filter(m => !active.includes(m))
  let left = Math.max(0, site.limitA - sum(others.map(m => m.committedA)))
  const result = new Map<Member, number>()
  const byMax = [...active].sort((a, b) => a.ceilingA - b.ceilingA)
  for (const [i, m] of byMax.entries()) {
    const share = tidy(down(Math.min(m.ceilingA, left / (byMax.length - i))))
    result.set(m, share)
    left -= share
  }
  return result
}

export function memberKey(member: { stationId: string; evseId: number }): string {
  return `${member.stationId}#${member.evseId}`
}

/** Committed current while `limit` is on its way: the higher of before and after, so that a lost answer is on the safe side. */
export function committedWhileSending(member: Member, limit: Limit): number {
  return inForce(member, limit) ? Math.max(member.committedA, limit.limitA) : member.committedA
}

/** Committed current once the station has accepted `limit`. */
export function committedWhenAccepted(member: Member, limit: Limit): number {
  return inForce(member, limit) ? limit.limitA : member.committedA
}

// A TxProfile overrides the default (OCPP 2.0.1 K01, 1.6 3.13.1), so a new default changes nothing for a car that has one.
function inForce(member: Member, limit: Limit): boolean {
  return limit.transactionId !== null || member.transactionId === null || member.acceptedTransactionA === null
}

/** Sum in A, free of binary dust. */
export function sum(amps: readonly number[]): number {
  return tidy(amps.reduce((a, b) => a + b, 0))
}
