// A map that forgets what has not been written for long, so that a flood of names costs no memory. Not one by one: finding the oldest key of
// a Map means stepping over all that were deleted before it, and strangers would decide how often.

export interface ShortMemory<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

/** Remembers the last `capacity` / 2 keys at least, and never more than `capacity`. */
export function createShortMemory<V>(capacity: number): ShortMemory<V> {
  let young = new Map<string, V>()
  let old = new Map<string, V>()
  return {
    get: key => young.get(key) ?? old.get(key),
    set(key, value) {
      young.set(key, value)
      if (young.size < capacity / 2) return
      old = young
      young = new Map()
    },
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
  }
}
