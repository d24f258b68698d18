// Keeps rows that were read, so that questions about them are still answered while PostgreSQL is away.
import { Failure } from '@chargeplane/failure'

export interface ReadThroughOptions<T> {
  /** Reads the row; undefined when there is none. Only a retryable Failure lets an older value stand in. */
  load(key: string): Promise<T | undefined>
  /** Entries kept; the least recently used goes first. */
  max: number
  /** For how long a value is given out without asking again, ms. */
  freshMs: number
  /** How long a caller waits for the database when an older value is at hand, ms. Default 250. */
  patienceMs?: number
}

export interface ReadThrough<T> {
  /**
   * The row. Within `freshMs` from memory; else read, once for all who ask at the same time. While the database is away or slower than
   * `patienceMs`, the value read last, however old. Rejects with the database's failure when there is none. "There is none" is never kept.
   */
  get(key: string): Promise<T | undefined>
  /** Takes a value that the caller has just read or written. */
  put(key: string, value: T): void
  /** Takes a value for the time when the database is away, where there is none yet; while it is there, the first who asks reads it anew. */
  offer(key: string, value: T): void
  /** The last value read, if any: for whoever can do with an old one. */
  peek(key: string): T | undefined
  /**
   * The row has changed: what is kept is never given out again, nor what a read under way is about to bring. A value that was kept is read
   * anew at once, lest an outage begin just now; when that read fails the row is unknown until the database answers.
   */
  changed(key: string): void
  readonly size: number
}

interface Entry<T> {
  value: T
  freshUntil: number
}

export function readThrough<T>(options: ReadThroughOptions<T>): ReadThrough<T> {
  const { max, freshMs, patienceMs = 250 } = options
  // A Map gives its keys in the order of insertion: the first is the least recently used.
  const entries = new Map<string, Entry<T>>()
  const loads = new Map<string, Promise<T | undefined>>()

  let eldest = entries.keys()

  /**
   * Each call of `keys()` would step over all that was deleted in front, tens of microseconds a time: one iterator does so once. What it has
   * passed it has removed, so the next key is always the least recently used.
   */
  function forgetEldest(): void {
    let next = eldest.next()
    if (next.done) {
      eldest = entries.keys()
      next = eldest.next()
    }
    if (!next.done) entries.delete(next.value)
  }

  function keep(key: string, value: T, freshForMs = freshMs): void {
    entries.delete(key)
    entries.set(key, { value, freshUntil: performance.now() + freshForMs })
    if (entries.size > max) forgetEldest()
  }

  function touch(key: string): Entry<T> | undefined {
    const entry = entries.get(key)
    if (entry === undefined) return undefined
    entries.delete(key)
    entries.set(key, entry)
    return entry
  }

  function load(key: string): Promise<T | undefined> {
    const running = loads.get(key)
    if (running !== undefined) return running
    const promise: Promise<T | undefined> = options
      .load(key)
      .then(value => {
        // After a change this read is no longer the registered one: it may have seen the row as it was before.
        if (loads.get(key) !== promise) return value
        if (value === undefined) entries.delete(key)
        else keep(key, value)
        return value
      })
      .finally(() => {
        if (loads.get(key) === promise) loads.delete(key)
      })
    loads.set(key, promise)
    return promise
  }

  return {
    async get(key) {
      const entry = touch(key)
      if (entry === undefined) return load(key)
      if (performance.now() < entry.freshUntil) return entry.value
      return loadOr(entry.value, patienceMs, load(key))
    },
    put(key, value) {
      loads.delete(key)
      keep(key, value)
    },
    offer(key, value) {
      if (!entries.has(key) && !loads.has(key)) keep(key, value, 0)
    },
    peek: key => entries.get(key)?.value,
    changed(key) {
      loads.delete(key)
      if (entries.delete(key)) load(key).catch(() => undefined)
    },
    get size() {
      return entries.size
    },
  }
}

async function loadOr<T>(older: T, patienceMs: number, loading: Promise<T | undefined>): Promise<T | undefined> {
  const { promise: impatient, resolve } = Promise.withResolvers<T>()
  const timer = setTimeout(resolve, patienceMs, older)
  try {
    return await Promise.race([loading, impatient])
  } catch (error) {
    if (error instanceof Failure && error.retryable) return older
    throw error
  } finally {
    clearTimeout(timer)
    // Whoever stopped waiting still started it: its failure is nobody's surprise.
    loading.catch(() => undefined)
  }
}
