// Rates per key (an address, a tenant) in bounded memory.

export interface TokenBuckets {
  /** Takes one token. 0 when there was one, else the seconds until there is. */
  take(key: string): number
  /** Puts one back: what it was taken for did not happen. */
  giveBack(key: string): void
  readonly size: number
}

export interface TokenBucketOptions {
  capacity: number
  refillPerS: number
  /** Keys remembered; past that the one not seen for longest is forgotten and starts afresh. */
  maxKeys: number
  /** Milliseconds, monotonic. */
  now?: () => number
}

interface Bucket {
  tokens: number
  at: number
}

export function tokenBuckets({
  capacity,
  refillPerS,
  maxKeys,
  now = () => performance.now(),
}: TokenBucketOptions): TokenBuckets {
  const buckets = new Map<string, Bucket>()

  /** The bucket filled up to now, as the most recently used one. */
  function touch(key: string): Bucket {
    const at = now()
    const known = buckets.get(key)
    const tokens =
      known === undefined ? capacity : Math.min(capacity, known.tokens + ((at - known.at) / 1000) * refillPerS)
    const bucket = { tokens, at }
    buckets.delete(key)
    buckets.set(key, bucket)
    if (buckets.size > maxKeys) {
      const oldest = buckets.keys().next()
      if (!oldest.done) buckets.delete(oldest.value)
    }
    return bucket
  }

  return {
    take(key) {
      const bucket = touch(key)
      if (bucket.tokens < 1) return (1 - bucket.tokens) / refillPerS
      bucket.tokens -= 1
      return 0
    },
    giveBack(key) {
      const bucket = touch(key)
      bucket.tokens = Math.min(capacity, bucket.tokens + 1)
    },
    get size() {
      return buckets.size
    },
  }
}
