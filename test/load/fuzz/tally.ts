// What a run has seen, and what it must not see.

/** Faults shown at the end; the others are counted. */
const shown = 20

export interface Tally {
  frames: number
  /** By 'result', or the code of the CALLERROR. */
  readonly answers: Map<string, number>
  /** Sockets that closed, by close code. */
  readonly closes: Map<string, number>
  /** By StationDisconnected.reason. */
  readonly reasons: Map<string, number>
  readonly faults: string[]
  faultCount: number
}

export function emptyTally(): Tally {
  return { frames: 0, answers: new Map(), closes: new Map(), reasons: new Map(), faults: [], faultCount: 0 }
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

export function fault(tally: Tally, what: string): void {
  tally.faultCount += 1
  if (tally.faults.length < shown) tally.faults.push(what.slice(0, 1500))
}

export const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, one) => sum + one, 0)

export function printTally(tally: Tally, memory: { startMb: number; peakMb: number; endMb: number }): string {
  const lines = (counts: ReadonlyMap<string, number>) =>
    [...counts].sort(([, one], [, other]) => other - one).map(([key, times]) => `  ${key.padEnd(32)} ${times}`)
  return [
    `frames sent                        ${tally.frames}`,
    `answers                            ${total(tally.answers)}`,
    ...lines(tally.answers),
    `sockets closed, by code            ${total(tally.closes)}`,
    ...lines(tally.closes),
    'sessions ended, by reason told in ocpp.connections',
    ...lines(tally.reasons),
    `memory of the edge, MB             ${memory.startMb} at first, ${memory.peakMb} at most, ${memory.endMb} in the end`,
    `faults                             ${tally.faultCount}`,
    ...tally.faults.map(what => `  ${what}`),
  ].join('\n')
}
