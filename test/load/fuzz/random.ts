// Chance that can be had again: the same seed, the same frames.

export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** From 0 up to, not including, `below`. */
  below(below: number): number
  /** True with that probability. */
  chance(probability: number): boolean
  pick<T>(choices: readonly [T, ...T[]]): T
  pick<T>(choices: readonly T[]): T | undefined
}

/** mulberry32. `stream` tells sequences of one seed apart. */
export function randomFrom(seed: number, stream = 0): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  function pick<T>(choices: readonly [T, ...T[]]): T
  function pick<T>(choices: readonly T[]): T | undefined
  function pick<T>(choices: readonly T[]): T | undefined {
    return choices[below(choices.length)]
  }
  return { next, below, chance: probability => next() < probability, pick }
}
