// Tariff and session to exact amounts: the arithmetic of OCPI 2.2.1 mod_tariffs, before any rounding to money. Pure.
import { Decimal, roundUpTo } from './decimal.ts'
import { type Durations, durationsOf, type Session } from './session.ts'
import { componentFor, type Dimension, dimensions, type PriceComponent, type PriceTariff } from './tariff.ts'

export interface RatedLine {
  dimension: Dimension
  /** What is billed after step_size: kWh, hours, or 1 for FLAT. Hours may be periodic: cut at 24 digits. */
  quantity: Decimal
  component: PriceComponent
  /** Without VAT, in the currency's major unit, exact but for the 24th digit of a division by an hour. */
  net: Decimal
}

const whPerKwh = '1000'
const msPerSecond = '1000'
const msPerHour = '3600000'

const step = (component: PriceComponent): string => String(Math.max(1, component.stepSize))

function flatLine(component: PriceComponent): RatedLine {
  return { dimension: 'FLAT', quantity: new Decimal('1'), component, net: new Decimal(component.price) }
}

function energyLine(component: PriceComponent, energyWh: Decimal): RatedLine {
  const billedWh = roundUpTo(energyWh, step(component))
  const quantity = billedWh.div(whPerKwh)
  return { dimension: 'ENERGY', quantity, component, net: quantity.times(component.price) }
}

/** `billedMs` times the price is divided once, so that a third of an hour costs a third of the price and not 0.333 of it. */
function timeLine(component: PriceComponent, billedMs: Decimal): RatedLine {
  return {
    dimension: component.type,
    quantity: billedMs.div(msPerHour),
    component,
    net: billedMs.times(component.price).div(msPerHour),
  }
}

/**
 * The dimension whose step_size counts: the one used last that has a price. Charging followed by priced parking is not rounded itself; parking that
 * costs nothing does not count as use (OCPI 2.2.1 mod_tariffs 1.1.1: once for TIME and PARKING_TIME together, on the last one's total).
 */
function lastTimeDimension(tariff: PriceTariff, session: Session): 'TIME' | 'PARKING_TIME' | undefined {
  let last: { endedAtMs: number; dimension: 'TIME' | 'PARKING_TIME' } | undefined
  for (const { startedAtMs, endedAtMs, charging } of session.periods) {
    const dimension = charging ? 'TIME' : 'PARKING_TIME'
    if (endedAtMs <= startedAtMs || componentFor(tariff, dimension) === undefined) continue
    if (last === undefined || endedAtMs > last.endedAtMs) last = { endedAtMs, dimension }
  }
  return last?.dimension
}

function timeLines(tariff: PriceTariff, session: Session, durations: Durations): RatedLine[] {
  const last = lastTimeDimension(tariff, session)
  const used = [
    { dimension: 'TIME', ms: durations.chargingMs },
    { dimension: 'PARKING_TIME', ms: durations.parkingMs },
  ] as const
  return used.flatMap(({ dimension, ms }) => {
    const component = componentFor(tariff, dimension)
    if (component === undefined || ms <= 0) return []
    const exact = new Decimal(String(ms))
    const stepMs = new Decimal(step(component)).times(msPerSecond).toFixed()
    return [timeLine(component, dimension === last ? roundUpTo(exact, stepMs) : exact)]
  })
}

/**
 * One line for each dimension that the tariff prices and the session used; FLAT always, once. The order of the session's periods does not matter.
 * Lines come in the order FLAT, ENERGY, TIME, PARKING_TIME.
 */
export function rateSession(tariff: PriceTariff, session: Session): RatedLine[] {
  const flat = componentFor(tariff, 'FLAT')
  const energy = componentFor(tariff, 'ENERGY')
  const lines = [
    ...(flat === undefined ? [] : [flatLine(flat)]),
    ...(energy === undefined || !session.energyWh.gt('0') ? [] : [energyLine(energy, session.energyWh)]),
    ...timeLines(tariff, session, durationsOf(session.periods)),
  ]
  return lines.sort((a, b) => dimensions.indexOf(a.dimension) - dimensions.indexOf(b.dimension))
}
