// Random numbers that a seed brings back.

export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  between(low: number, high: number): number
  /** Whole, both ends included. */
  int(low: number, high: number): number
  pick<T>(items: readonly [T, ...T[]]): T
  /** A stream of its own under that name: what is drawn from it changes nothing here, and the other way round. */
  fork(name: string): Random
}

/** Mulberry32 over a seed that is any text. */
export function seeded(seed: string): Random {
  let state = hashOf(seed)
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const random: Random = {
    next,
    between: (low, high) => low + next() * (high - low),
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: items => items[Math.floor(next() * items.length)] ?? items[0],
    fork: name => seeded(`${seed}/${name}`),
  }
  return random
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
