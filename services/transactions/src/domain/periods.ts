// Cuts a session into stretches of charging and not charging, and shares its energy out among them. Pure.
import { Decimal } from './decimal.ts'
import type { RegisterPoint } from './registers.ts'

/** OCPP 2.x said in which state the transaction was from here on. */
export interface StateChange {
  atMs: number
  charging: boolean
}

export interface Period {
  startedAtMs: number
  endedAtMs: number
  charging: boolean
  energyWh: Decimal
}

type Stretch = Omit<Period, 'energyWh'>

const zero = new Decimal('0')
/** Shares are cut at a thousandth of a watt-hour; what the cutting leaves goes to the last share, so that nothing is lost. */
const sharePlaces = 3

const durationMs = ({ startedAtMs, endedAtMs }: Stretch): number => endedAtMs - startedAtMs

/** Charging while the register rises between two readings; at rest while it stands still. */
function stretchesOfCurve(curve: readonly RegisterPoint[]): Stretch[] {
  return curve.slice(1).map((point, index) => {
    const before = curve[index] ?? point
    return { startedAtMs: before.atMs, endedAtMs: point.atMs, charging: point.wh.gt(before.wh) }
  })
}

/** Clips stretches to [from, to]; empty ones vanish. */
function clip(stretches: readonly Stretch[], from: number, to: number): Stretch[] {
  return stretches
    .map(stretch => ({
      ...stretch,
      startedAtMs: Math.max(from, stretch.startedAtMs),
      endedAtMs: Math.min(to, stretch.endedAtMs),
    }))
    .filter(stretch => durationMs(stretch) > 0)
}

/** From each state to the next. Before the first state that was told, the register decides. */
function stretchesOfStates(changes: readonly StateChange[], curve: readonly RegisterPoint[], to: number): Stretch[] {
  const told = [...changes].sort((a, b) => a.atMs - b.atMs)
  const firstMs = told[0]?.atMs ?? to
  const states = told.map(
    ({ atMs, charging }, index): Stretch => ({ startedAtMs: atMs, endedAtMs: told[index + 1]?.atMs ?? to, charging }),
  )
  const untold = stretchesOfCurve(curve).map(stretch => ({
    ...stretch,
    endedAtMs: Math.min(stretch.endedAtMs, firstMs),
  }))
  return [...untold, ...states]
}

function merge(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = []
  for (const stretch of stretches) {
    const last = merged.at(-1)
    if (last?.charging === stretch.charging) last.endedAtMs = stretch.endedAtMs
    else merged.push({ ...stretch })
  }
  return merged
}

/** Adds `energy` to the shares of the pieces, by their length; the last piece takes what rounding leaves. */
function shareOut(energy: Decimal, pieces: readonly { index: number; ms: number }[], shares: Decimal[]): void {
  const totalMs = pieces.reduce((sum, { ms }) => sum + ms, 0)
  let left = energy
  for (const [position, { index, ms }] of pieces.entries()) {
    const isLast = position === pieces.length - 1
    const share = isLast ? left : energy.times(String(ms)).div(String(totalMs)).round(sharePlaces, 0)
    left = left.minus(share)
    shares[index] = (shares[index] ?? zero).plus(share)
  }
}

/** What the register rose between two readings goes to the charging stretches between them; to all, when nobody says that it was charging. */
function energyOf(stretches: readonly Stretch[], curve: readonly RegisterPoint[]): Decimal[] {
  const shares = stretches.map(() => zero)
  for (const [position, point] of curve.slice(1).entries()) {
    const before = curve[position] ?? point
    const energy = point.wh.minus(before.wh)
    if (energy.eq(zero)) continue
    const pieces = stretches.flatMap((stretch, index) => {
      const [piece] = clip([stretch], before.atMs, point.atMs)
      return piece === undefined ? [] : [{ index, ms: durationMs(piece), charging: stretch.charging }]
    })
    const charging = pieces.filter(piece => piece.charging)
    shareOut(energy, charging.length > 0 ? charging : pieces, shares)
  }
  return shares
}

/**
 * The periods of a session: they cover it from its first to its last instant without gap or overlap, two neighbours differ in `charging`, and
 * their energy sums to the curve's rise exactly.
 *
 * `curve` starts and ends with the session and never falls. `changes` are OCPP 2.x charging states; without any, an interval of the register without
 * increase is not charging. A session of no length is one period with all of its energy.
 */
export function chargingPeriods(curve: readonly RegisterPoint[], changes: readonly StateChange[]): Period[] {
  const [first] = curve
  const last = curve.at(-1)
  if (first === undefined || last === undefined) return []
  const stretches = changes.length > 0 ? stretchesOfStates(changes, curve, last.atMs) : stretchesOfCurve(curve)
  const merged = merge(clip(stretches, first.atMs, last.atMs))
  if (merged.length === 0) {
    const energyWh = last.wh.minus(first.wh)
    return [{ startedAtMs: first.atMs, endedAtMs: last.atMs, charging: energyWh.gt(zero), energyWh }]
  }
  const energy = energyOf(merged, curve)
  return merged.map((stretch, index) => ({ ...stretch, energyWh: energy[index] ?? zero }))
}
