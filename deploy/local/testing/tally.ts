/** How a run of tests went. What was skipped or left for later is counted as failed: it proves nothing. */
export interface Tally {
  passed: number
  failed: number
}

/** From what the tally reporter wrote; a run that wrote nothing has failed as a whole. */
export function readTally(text: string): Tally {
  const counts: unknown = text.trim() ? JSON.parse(text) : undefined
  if (typeof counts !== 'object' || counts === null) return { passed: 0, failed: 1 }
  const of = (name: string) => Number(Object.entries(counts).find(([key]) => key === name)?.[1] ?? 0)
  return { passed: of('passed'), failed: of('failed') + of('cancelled') + of('skipped') + of('todo') }
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  })
}

/** Nothing passed is no success either. */
export function exitCodeOf({ passed, failed }: Tally): number {
  return failed === 0 && passed > 0 ? 0 : 1
}
