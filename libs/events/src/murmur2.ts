// Kafka's default partition hash, in 32-bit integer arithmetic; kafkajs' own goes through BigInt and costs ten times as much.

const seed = 0x9747b28c
const m = 0x5bd1e995

/** murmur2 of the Java client (org.apache.kafka.common.utils.Utils), made non-negative: partition = hash % partitions. */
export function murmur2(key: Uint8Array): number {
  const { length } = key
  const at = (index: number): number => key[index] ?? 0
  let h = seed ^ length
  const whole = length & ~3
  for (let i = 0; i < whole; i += 4) {
    let k = at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24)
    k = Math.imul(k, m)
    k ^= k >>> 24
    k = Math.imul(k, m)
    h = Math.imul(h, m) ^ k
  }
  const rest = length - whole
  if (rest === 3) h ^= at(whole + 2) << 16
  if (rest >= 2) h ^= at(whole + 1) << 8
  if (rest >= 1) h = Math.imul(h ^ at(whole), m)
  h ^= h >>> 13
  h = Math.imul(h, m)
  h ^= h >>> 15
  return h & 0x7fffffff
}

/** A cache of hashes by key, so that a station's key is hashed once; cleared when full, which costs one hash per live key. */
export function cachedHash(maxKeys: number): (key: string) => number {
  const hashes = new Map<string, number>()
  return key => {
    const known = hashes.get(key)
    if (known !== undefined) return known
    if (hashes.size >= maxKeys) hashes.clear()
    const hash = murmur2(Buffer.from(key))
    hashes.set(key, hash)
    return hash
  }
}
