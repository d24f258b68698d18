// The energy register of a transaction: where it stood, when.
import type { Decimal } from './decimal.ts'

/** A reading of Energy.Active.Import.Register, of the whole and not of one phase. */
export interface RegisterSample {
  atMs: number
  wh: Decimal
  /** OCPP ReadingContextEnumType. */
  context: string
  /** OCPP LocationEnumType. */
  location: string
}

export interface RegisterPoint {
  atMs: number
  wh: Decimal
}

/** A DC station meters several places at once; the cable's outlet is what is sold. */
const locationsByWorth = ['Outlet', 'Cable', 'Inlet', 'EV', 'Body', 'Upstream']

const worth = (location: string): number => {
  const place = locationsByWorth.indexOf(location)
  return place === -1 ? locationsByWorth.length : place
}

const contextOrder = (context: string): number =>
  context === 'Transaction.Begin' ? -1 : context === 'Transaction.End' ? 1 : 0

/** The samples of the one location that counts, oldest first; Transaction.Begin first and Transaction.End last of an instant. */
export function oneRegister(samples: readonly RegisterSample[]): RegisterSample[] {
  const best = samples.reduce((least, { location }) => Math.min(least, worth(location)), Number.POSITIVE_INFINITY)
  return samples
    .filter(({ location }) => worth(location) === best)
    .sort((a, b) => a.atMs - b.atMs || contextOrder(a.context) - contextOrder(b.context) || a.wh.cmp(b.wh))
}

/** `samples` as `oneRegister` gives them. */
function boundary(
  field: Decimal | undefined,
  samples: readonly RegisterSample[],
  context: string,
  end: 'first' | 'last',
): Decimal | undefined {
  if (field !== undefined) return field
  const marked = samples.filter(sample => sample.context === context)
  const candidates = marked.length > 0 ? marked : samples
  return candidates.at(end === 'first' ? 0 : -1)?.wh
}

export interface MeterBounds {
  /** The register as a field of the start or end itself (1.6). */
  startWh: Decimal | undefined
  stopWh: Decimal | undefined
}

/**
 * Where the register stood at both ends: the message's own field, else the sample marked Transaction.Begin or Transaction.End, else the first or last
 * sample of the transaction. One sample alone is no pair of ends, unless it says which end it is.
 */
export function meterBounds(fields: MeterBounds, samples: readonly RegisterSample[]): MeterBounds {
  const startWh = boundary(fields.startWh, samples, 'Transaction.Begin', 'first')
  const stopWh = boundary(fields.stopWh, samples, 'Transaction.End', 'last')
  const onlyOne = samples.length === 1 && fields.startWh === undefined && fields.stopWh === undefined
  if (!onlyOne) return { startWh, stopWh }
  const [sample] = samples
  return {
    startWh: sample?.context === 'Transaction.End' ? undefined : startWh,
    stopWh: sample?.context === 'Transaction.End' ? stopWh : undefined,
  }
}

/** Undefined when an end is missing or the register ran backwards. */
export function energyBetween({ startWh, stopWh }: MeterBounds): Decimal | undefined {
  if (startWh === undefined || stopWh === undefined || stopWh.lt(startWh)) return undefined
  return stopWh.minus(startWh)
}

/**
 * The register over the session, from its start to its end, never falling: readings outside the session, below an earlier one or above the last are noise
 * (a clock that was set, a counter of another meter) and left out.
 */
export function registerCurve(
  from: RegisterPoint,
  to: RegisterPoint,
  samples: readonly RegisterSample[],
): RegisterPoint[] {
  const curve = [from]
  let last = from
  for (const sample of samples) {
    if (sample.atMs <= last.atMs || sample.atMs >= to.atMs || sample.wh.lt(last.wh) || sample.wh.gt(to.wh)) continue
    last = { atMs: sample.atMs, wh: sample.wh }
    curve.push(last)
  }
  curve.push(to)
  return curve
}
