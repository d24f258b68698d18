// What the orchestrating process tells a process of stations, and what it is told. Stations are named by their place in the process, from 0.
import { addTo, emptyHistogram, type Histogram } from './histogram.ts'
import type { KeyPair, Way } from './line.ts'
import type { ChargeLength } from './speech.ts'

/** Reconnecting as OCPP has it (1.6 security whitepaper, OCPP-J 5.3; 2.x RetryBackOffWaitMinimum, RandomRange, RepeatTimes), in ms. */
export interface BackOff {
  waitMinimumMs: number
  randomRangeMs: number
  /** How often the wait is doubled. */
  repeatTimes: number
}

export interface Setup {
  /** Number of the first station. */
  first: number
  count: number
  way: Way
  /** 20 bytes each. */
  passwords: Uint8Array
  /** Of each, where stations prove by certificate who they are (security profile 3). */
  keyPairs?: readonly KeyPair[]
  backOff: BackOff
  /** Time of everybody's message 0, ms since 1970. */
  startMs: number
  chargeLength: ChargeLength
  /** Instead of what boots are answered, ms. */
  heartbeatMs?: number
}

export type Order =
  | { do: 'begin'; setup: Setup }
  /** Connects, at `perSecond`, and stays so from then on. */
  | { do: 'connect'; from: number; to: number; perSecond: number }
  /** Cuts connections that are to come back: as a lost network does, or politely. */
  | { do: 'cut'; from: number; to: number; how: 'reset' | 'close' }
  /** As `cut` politely, for good. */
  | { do: 'leave'; from: number; to: number }
  /** Mixed traffic in an open loop; 0 ends it. */
  | { do: 'speak'; from: number; to: number; perSecond: number }
  | { do: 'tell'; id: number; what: 'tally' | 'journal'; forgetDurations?: boolean }
  | { do: 'end' }

export interface Counts {
  connecting: number
  open: number
  booted: number
  attempts: number
  /** Boots that were accepted, ever. */
  boots: number
  /** Connections that ended though nobody here ended them. */
  unwantedCloses: number
  cut: number
  sent: number
  answered: number
  /** CALLs that wait for their answer now. */
  out: number
  /** CALLERRORs. */
  refusedCalls: number
  /** Answers that nobody waited for. */
  strays: number
  /** CALLs sent again, unanswered for too long. */
  overdue: number
  /** Slots of the schedule whose station was not there. */
  skipped: number
  /** Messages whose time has come while their station waited for an answer. */
  waiting: number
  heartbeats: number
  pings: number
  commands: number
  misdelivered: number
}

export interface Tally {
  counts: Counts
  /** How often by HTTP status; by fault of the connection before it; by how an open one ended. */
  refused: Record<string, number>
  failed: Record<string, number>
  closes: Record<string, number>
  /** From when it should have been sent. */
  answers: Histogram
  heartbeats: Histogram
  /** From the beginning of the successful connection. */
  boots: Histogram
}

export interface Journal {
  said: Uint32Array
  boots: Uint32Array
}

export type Told =
  | { is: 'ready' }
  | { is: 'pulse'; counts: Counts }
  | { is: 'tally'; id: number; tally: Tally }
  | { is: 'journal'; id: number; journal: Journal }

export function emptyCounts(): Counts {
  return {
    ...{ connecting: 0, open: 0, booted: 0, attempts: 0, boots: 0, unwantedCloses: 0, cut: 0 },
    ...{ sent: 0, answered: 0, out: 0, refusedCalls: 0, strays: 0, overdue: 0, skipped: 0, waiting: 0 },
    ...{ heartbeats: 0, pings: 0, commands: 0, misdelivered: 0 },
  }
}

export function emptyTally(): Tally {
  return {
    counts: emptyCounts(),
    refused: {},
    failed: {},
    closes: {},
    answers: emptyHistogram(),
    heartbeats: emptyHistogram(),
    boots: emptyHistogram(),
  }
}

export function sumCounts(all: readonly Counts[]): Counts {
  const sum = emptyCounts()
  for (const counts of all) for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name]
  return sum
}

export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = emptyTally()
  sum.counts = sumCounts(tallies.map(({ counts }) => counts))
  for (const tally of tallies) {
    for (const kind of ['refused', 'failed', 'closes'] as const)
      for (const [what, times] of Object.entries(tally[kind])) sum[kind][what] = (sum[kind][what] ?? 0) + times
    for (const kind of ['answers', 'heartbeats', 'boots'] as const) addTo(sum[kind], tally[kind])
  }
  return sum
}
