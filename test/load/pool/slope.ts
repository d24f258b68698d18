// Whether something grows: a slope that a few odd samples cannot bend.
import { median } from '../rounds/report.ts'

export interface Sample {
  atMs: number
  value: number
}

/** Theil and Sen: the median of the slopes between all pairs of samples, per hour. 0 for fewer than two. */
export function slopePerHour(samples: readonly Sample[]): number {
  const slopes = samples.flatMap((a, i) =>
    samples
      .slice(i + 1)
      .flatMap(b => (b.atMs === a.atMs ? [] : [((b.value - a.value) / (b.atMs - a.atMs)) * 3_600_000])),
  )
  return slopes.length === 0 ? 0 : median(slopes)
}
