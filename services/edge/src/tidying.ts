// An edge gives back what it no longer needs. V8 collects old garbage when the heap has grown by some factor, not when there is time: after a ramp
// of connections hundreds of megabytes lie on a quiet edge until traffic makes more. So a quiet edge collects them itself, now and then.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { logger } from '@chargeplane/telemetry'

export interface TidyingOptions {
  /** Between two collections at least, ms; 0: none is made. */
  everyMs: number
}

export interface Tidying {
  stop(): void
}

/** When a collection is worth its pause. */
export interface Occasion {
  /** `busy`: processors that the process has kept busy since the last sample; `usedBytes`: held by JavaScript, garbage included. */
  isNow(nowMs: number, busy: number, usedBytes: number): boolean
  /** `liveBytes` are left. */
  collected(nowMs: number, liveBytes: number): void
}

const log = logger('tidying')
const sampleMs = 1000
/** Who works less than this has nobody waiting whom a pause of a tenth of a second would hurt much. */
const quietShare = 0.15
/** So many samples in a row: between two waves of a storm it is quiet as well. */
const quietSamples = 10
/** Garbage that is worth it: more than half as much as lives, and at least this. */
const leastGarbageBytes = 32 * 2 ** 20

/** `liveBytes` of a process that holds no stations yet. */
export function createOccasion(everyMs: number, liveBytes: number): Occasion {
  let quiet = 0
  let lastMs = Number.NEGATIVE_INFINITY
  return {
    isNow(nowMs, busy, usedBytes) {
      quiet = busy < quietShare ? quiet + 1 : 0
      const isWorthIt = usedBytes - liveBytes > Math.max(leastGarbageBytes, liveBytes / 2)
      return quiet >= quietSamples && nowMs - lastMs >= everyMs && isWorthIt
    },
    collected(nowMs, bytes) {
      lastMs = nowMs
      liveBytes = bytes
    },
  }
}

/** Looks once a second whether it is time. */
export function watchTidiness({ everyMs }: TidyingOptions): Tidying {
  if (everyMs === 0) return { stop: () => undefined }
  const occasion = createOccasion(everyMs, heldBytes())
  const collect = garbageCollector()
  const busy = busyness()
  const timer = setInterval(() => {
    const usedBytes = heldBytes()
    const beganMs = performance.now()
    if (!occasion.isNow(beganMs, busy(), usedBytes)) return
    collect()
    const liveBytes = heldBytes()
    occasion.collected(performance.now(), liveBytes)
    log.info('collected garbage, as it is quiet', {
      ms: Math.round(performance.now() - beganMs),
      freedBytes: usedBytes - liveBytes,
      residentBytes: process.memoryUsage.rss(),
    })
  }, sampleMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/**
 * Processors that were kept busy since it was asked before. Not the utilization of the event loop: that counts as work what a crowded machine
 * makes the process wait for a processor.
 */
export function busyness(nowMs = () => performance.now(), usage = () => process.cpuUsage()): () => number {
  const look = () => {
    const { user, system } = usage()
    return { atMs: nowMs(), usedMs: (user + system) / 1000 }
  }
  let before = look()
  return () => {
    const now = look()
    const share = (now.usedMs - before.usedMs) / Math.max(1, now.atMs - before.atMs)
    before = now
    return share
  }
}

/** Of the heap, and what it keeps outside: buffers lie there. */
function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/**
 * A full collection, at once. V8 keeps the pages that it emptied for some ten seconds, then gives them back; the kind that does so at once
 * (`last-resort`) stands still three times as long. Node shows `gc` to contexts that are made while the flag is set, and to no other.
 */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect !== 'function') throw new Error('this Node does not let its garbage be collected')
  return () => void collect()
}
