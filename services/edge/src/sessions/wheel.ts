// A timer wheel: what is due at a tick is found without looking at anything else, and an idle entry costs one reference.

export interface Wheel<T> {
  /** To be given back by the turn `ticks` from now (at least 1); what is further away than the wheel is long comes earlier. */
  put(item: T, ticks: number): void
  /** Moves on by one tick and gives back what is due. */
  turn(): T[]
}

const slots = 1024

export function createWheel<T>(): Wheel<T> {
  const wheel: T[][] = Array.from({ length: slots }, () => [])
  let now = 0
  return {
    put(item, ticks) {
      wheel[(now + Math.min(Math.max(1, ticks), slots - 1)) % slots]?.push(item)
    },
    turn() {
      now = (now + 1) % slots
      const due = wheel[now] ?? []
      wheel[now] = []
      return due
    },
  }
}
