// What a network of stations does: the numbers an operator knows or can look up, and three sets of them to begin with.
import type { SecurityProfile, WorkKind } from './costs.ts'

export interface Workload {
  stations: number
  securityProfile: SecurityProfile
  /** Charges per station and day. */
  transactionsPerDay: number
  /** How much more of them the busiest hour sees than the mean hour. */
  peakFactor: number
  /** Mean length of a charge, minutes. */
  chargeMinutes: number
  /** Seconds between two readings of a charge. */
  meterIntervalS: number
  heartbeatS: number
  /** Commands per station and day, profiles of smart charging included. */
  commandsPerDay: number
  /** Everybody is back within so many minutes after all have been cut at once. */
  reconnectMinutes: number
  /** Days that readings are kept in PostgreSQL. */
  retentionDays: number
}

/** By name: what is charged where. Each figure can be given on the command line instead. */
export const profiles = {
  /** A wallbox: one long charge a night, everybody at about the same time. */
  home: { transactionsPerDay: 1, peakFactor: 4, chargeMinutes: 240, meterIntervalS: 300, commandsPerDay: 4 },
  /** Streets, shops, car parks: alternating current, some charges a day. */
  public: { transactionsPerDay: 4, peakFactor: 3, chargeMinutes: 90, meterIntervalS: 60, commandsPerDay: 10 },
  /** Motorways: direct current, short charges, readings often. */
  fast: { transactionsPerDay: 15, peakFactor: 3, chargeMinutes: 25, meterIntervalS: 15, commandsPerDay: 30 },
} as const satisfies Record<string, Partial<Workload>>
export type ProfileName = keyof typeof profiles

/** Common to all. */
export const defaults = { securityProfile: 2, heartbeatS: 900, reconnectMinutes: 5, retentionDays: 400 } as const

/** The profile, with what the caller knows better. */
export function workloadOf(profile: ProfileName, known: Partial<Workload> & { stations: number }): Workload {
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
  return { ...defaults, ...profiles[profile], stations: known.stations, ...given }
}

const day = 86_400

/** Pieces of work per second in the busiest hour. Who stays connected does not boot. */
export function peakRates(workload: Workload): Record<WorkKind, number> {
  const { stations } = workload
  const starts = (stations * workload.transactionsPerDay * workload.peakFactor) / day
  // No more charge at once than there are stations, however long the peak.
  const charging = Math.min(stations, starts * workload.chargeMinutes * 60)
  return {
    boot: 0,
    heartbeat: stations / workload.heartbeatS,
    meterValues: charging / workload.meterIntervalS,
    transaction: starts,
    command: (stations * workload.commandsPerDay * workload.peakFactor) / day,
  }
}

/** The same, over a whole day. */
export function meanRates(workload: Workload): Record<WorkKind, number> {
  return peakRates({ ...workload, peakFactor: 1 })
}

/** What comes on top while everybody comes back: each connects, and boots, as after a power cut. */
export function stormRates(workload: Workload): Record<WorkKind, number> {
  return { ...peakRates(workload), boot: workload.stations / (workload.reconnectMinutes * 60) }
}
