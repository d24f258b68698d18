// Why an ended transaction must not be billed without a look. One reason, the gravest first; '' when there is none.
import { Decimal } from './decimal.ts'
import { energyBetween, type MeterBounds } from './registers.ts'

export interface SessionFacts extends MeterBounds {
  startedAtMs: number
  endedAtMs: number
  /** When the first of it reached an edge, by the edge's clock. */
  firstReceivedAtMs: number
  /** Different starts and ends that were told. No start: it was given up waiting for it. More than one: the station used an id twice, or changed its mind. */
  starts: number
  ends: number
  /** IdTokenInfo status that the station was answered; '' when nobody asked. */
  authorizationStatus: string
}

export type ReviewReason =
  | ''
  | 'start_missing'
  | 'contradictory_start'
  | 'contradictory_end'
  | 'ended_before_started'
  | 'clock_implausible'
  | 'meter_start_missing'
  | 'meter_stop_missing'
  | 'meter_backwards'
  | 'energy_implausible'
  | 'token_not_accepted'

/** Nobody charged by OCPP 1.6 or later before this. */
const earliestMs = Date.UTC(2014, 0, 1)
/** A station's clock may be ahead of ours by a day (a wrong time zone), not more. */
const clockSlackMs = 86_400_000
/** W. Megawatt Charging System: 1,250 V x 3,000 A, and 5 % for meters and rounded timestamps. */
const mostPower = new Decimal('3750000').times('1.05')
/** Wh. Energy so small that a coarse timestamp can make any power of it. */
const negligibleEnergy = new Decimal('10000')
const msPerHour = '3600000'

function clockReason({ startedAtMs, endedAtMs, firstReceivedAtMs }: SessionFacts): ReviewReason {
  if (endedAtMs < startedAtMs) return 'ended_before_started'
  const plausible = startedAtMs >= earliestMs && startedAtMs <= firstReceivedAtMs + clockSlackMs
  return plausible ? '' : 'clock_implausible'
}

function meterReason(facts: SessionFacts): ReviewReason {
  if (facts.startWh === undefined) return 'meter_start_missing'
  if (facts.stopWh === undefined) return 'meter_stop_missing'
  const energy = energyBetween(facts)
  if (energy === undefined) return 'meter_backwards'
  const mostEnergy = mostPower.times(String(facts.endedAtMs - facts.startedAtMs)).div(msPerHour)
  return energy.gt(negligibleEnergy) && energy.gt(mostEnergy) ? 'energy_implausible' : ''
}

/** The reason that stands in the way of billing, or ''. */
export function reviewReason(facts: SessionFacts): ReviewReason {
  if (facts.starts === 0) return 'start_missing'
  if (facts.starts > 1) return 'contradictory_start'
  if (facts.ends > 1) return 'contradictory_end'
  const refused = facts.authorizationStatus !== '' && facts.authorizationStatus !== 'Accepted'
  return clockReason(facts) || meterReason(facts) || (refused ? 'token_not_accepted' : '')
}
