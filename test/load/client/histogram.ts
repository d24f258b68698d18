// Durations in a fixed number of counters, so that processes can count millions and their counts can be added up.

/** Each power of two is cut into this many: a value is told within 1/32 of itself. */
const parts = 32
const partBits = 5
const slots = parts * 28

export type Histogram = Uint32Array

export function emptyHistogram(): Histogram {
  return new Uint32Array(slots)
}

/** `us`: microseconds, up to half an hour; what is longer counts as that. */
export function record(histogram: Histogram, us: number): void {
  const whole = Math.max(0, Math.min(2 ** 31 - 1, Math.round(us)))
  const slot = slotOf(whole)
  histogram[slot] = (histogram[slot] ?? 0) + 1
}

function slotOf(us: number): number {
  const power = Math.max(0, 31 - Math.clz32(us) - partBits)
  return power * parts + (us >>> power)
}

/** Longest duration that falls into `slot`. */
function endOf(slot: number): number {
  const power = Math.max(0, (slot >>> partBits) - 1)
  return (slot - power * parts + 1) * 2 ** power - 1
}

export function addTo(sum: Histogram, more: Histogram): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (more[i] ?? 0)
}

export interface Durations {
  count: number
  p50Ms: number
  p99Ms: number
  p999Ms: number
  maxMs: number
}

export function durationsOf(histogram: Histogram): Durations {
  let count = 0
  for (const some of histogram) count += some
  const at = (share: number) => {
    let left = Math.max(1, Math.ceil(count * share))
    for (let slot = 0; slot < histogram.length; slot++) {
      left -= histogram[slot] ?? 0
      if (left <= 0) return endOf(slot) / 1000
    }
    return 0
  }
  if (count === 0) return { count, p50Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 }
  return { count, p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999), maxMs: at(1) }
}
