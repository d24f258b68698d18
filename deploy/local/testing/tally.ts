/** How a run of tests went. What was skipped or left for later is counted as failed: it proves nothing. */
export interface Tally {
  passed: number
  failed: number
}

/** Of a test file, or of a suite or test at the top of the files that node ran as one. */
export interface NamedTally extends Tally {
  name: string
}

/** From what the tally reporter wrote; a line that was cut off is left out. */
export function readTallies(text: string): NamedTally[] {
  const lines = text.split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line))
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce<Tally>((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  })
}

/** Nothing passed is no success either. */
export function exitCodeOf({ passed, failed }: Tally): number {
  return failed === 0 && passed > 0 ? 0 : 1
}
