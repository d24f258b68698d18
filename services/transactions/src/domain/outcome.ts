// What is said of an ended transaction: its energy, its periods, and whether a person must look. Pure: the same facts in any order give the same outcome.
import { Decimal, plainText } from './decimal.ts'
import { chargingPeriods, type StateChange } from './periods.ts'
import { energyBetween, meterBounds, oneRegister, type RegisterSample, registerCurve } from './registers.ts'
import { type ReviewReason, reviewReason, type SessionFacts } from './review.ts'

interface OutcomePeriod {
  startedAt: string
  endedAt: string
  /** Wh, decimal text; '' when unknown. */
  energyWh: string
  charging: boolean
}

export interface Outcome {
  /** Wh, decimal text; '' when a register is missing or ran backwards. */
  energyWh: string
  startWh: Decimal | undefined
  stopWh: Decimal | undefined
  reviewReason: ReviewReason
  /** Empty when it ended before it started. */
  periods: OutcomePeriod[]
}

/** `facts.startWh` and `stopWh` are the messages' own fields; `changes` are in the order in which they happened. */
export function outcomeOf(
  facts: SessionFacts,
  samples: readonly RegisterSample[],
  changes: readonly StateChange[],
): Outcome {
  const register = oneRegister(samples)
  const bounds = meterBounds(facts, register)
  const energy = energyBetween(bounds)
  const startWh = energy === undefined ? new Decimal('0') : (bounds.startWh ?? new Decimal('0'))
  const from = { atMs: facts.startedAtMs, wh: startWh }
  const to = { atMs: facts.endedAtMs, wh: startWh.plus(energy ?? '0') }
  const curve = energy === undefined ? [from, to] : registerCurve(from, to, register)
  const periods = facts.endedAtMs < facts.startedAtMs ? [] : chargingPeriods(curve, changes)
  return {
    energyWh: energy === undefined ? '' : plainText(energy),
    startWh: bounds.startWh,
    stopWh: bounds.stopWh,
    reviewReason: reviewReason({ ...facts, ...bounds }),
    periods: periods.map(period => ({
      startedAt: new Date(period.startedAtMs).toISOString(),
      endedAt: new Date(period.endedAtMs).toISOString(),
      energyWh: energy === undefined ? '' : plainText(period.energyWh),
      charging: period.charging,
    })),
  }
}
