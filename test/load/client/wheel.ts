// When each of thousands of stations does what next: one list per slice of time, so that waiting costs no timer and no closure each.

export interface Wheel {
  /** `atMs` in the time of `advance`; what is in the past is due at once. */
  put(atMs: number, station: number): void
  /** Calls `due` for everything up to `nowMs`. What `due` puts is due the next time at the earliest. */
  advance(nowMs: number, due: (station: number) => void): void
}

/** `startMs`: the time now. */
export function createWheel(sliceMs: number, startMs: number): Wheel {
  const slices = new Map<number, number[]>()
  let next = Math.floor(startMs / sliceMs)
  return {
    put(atMs, station) {
      const slice = Math.max(Math.ceil(atMs / sliceMs), next)
      const list = slices.get(slice)
      if (list === undefined) slices.set(slice, [station])
      else list.push(station)
    },
    advance(nowMs, due) {
      const last = Math.floor(nowMs / sliceMs)
      const first = next
      next = Math.max(first, last + 1)
      for (let slice = first; slice <= last; slice++) {
        const list = slices.get(slice)
        if (list === undefined) continue
        slices.delete(slice)
        for (const station of list) due(station)
      }
    },
  }
}
