// A charging session as the pricing sees it: what is measured, nothing about who or where.
import type { Decimal } from './decimal.ts'

export interface SessionPeriod {
  startedAtMs: number
  endedAtMs: number
  /** False: connected without charging, which is OCPI's PARKING_TIME. */
  charging: boolean
}

export interface Session {
  /** Wh. */
  energyWh: Decimal
  /** In any order; together they are the whole session. */
  periods: SessionPeriod[]
}

export interface Durations {
  chargingMs: number
  parkingMs: number
}

/** Whole milliseconds stay exact in a JavaScript number for 285,000 years. */
export function durationsOf(periods: readonly SessionPeriod[]): Durations {
  const sum = { chargingMs: 0, parkingMs: 0 }
  for (const period of periods) {
    sum[period.charging ? 'chargingMs' : 'parkingMs'] += period.endedAtMs - period.startedAtMs
  }
  return sum
}
