// Health of this process: how late its event loop runs, how busy it is, how much memory it holds.
import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks'
import { metrics } from './metrics.ts'

/** How often the lateness of the event loop is sampled: seldom enough that an idle process stays idle. */
const resolutionMs = 50

export interface RuntimeSnapshot {
  /** Seconds, over the last interval. */
  eventLoopDelayP99S: number
  /** 0 to 1, over the last interval. */
  eventLoopUtilization: number
  residentBytes: number
}

export interface RuntimeWatch {
  snapshot(): RuntimeSnapshot
  stop(): void
}

/** Records the process metrics every `intervalMs`, and right away. */
export function watchRuntime(intervalMs: number): RuntimeWatch {
  const delay = createHistogram()
  const sampler = sampleDelay(delay)
  let since = performance.eventLoopUtilization()
  let last: RuntimeSnapshot = {
    eventLoopDelayP99S: 0,
    eventLoopUtilization: 0,
    residentBytes: process.memoryUsage.rss(),
  }

  function tick(): void {
    last = {
      eventLoopDelayP99S: delayP99(delay),
      eventLoopUtilization: performance.eventLoopUtilization(since).utilization,
      residentBytes: process.memoryUsage.rss(),
    }
    since = performance.eventLoopUtilization()
    delay.reset()
    metrics.nodejsEventloopDelayP99.record(last.eventLoopDelayP99S)
    metrics.nodejsEventloopUtilization.record(last.eventLoopUtilization)
    metrics.processMemoryUsage.record(last.residentBytes)
  }

  tick()
  const timer = setInterval(tick, intervalMs).unref()
  return {
    snapshot: () => last,
    stop() {
      clearInterval(timer)
      clearInterval(sampler)
    },
  }
}

/**
 * Records, in nanoseconds, how much later than due a timer fires. Node's own monitorEventLoopDelay adds its resolution to every value and
 * skips the first one after a reset, which may be the one that matters.
 */
function sampleDelay(delay: RecordableHistogram): NodeJS.Timeout {
  let due = performance.now() + resolutionMs
  const sample = () => {
    const now = performance.now()
    delay.record(Math.max(1, Math.round((now - due) * 1e6)))
    due = now + resolutionMs
  }
  return setInterval(sample, resolutionMs).unref()
}

function delayP99(delay: RecordableHistogram): number {
  return delay.count === 0 ? 0 : delay.percentile(99) / 1e9
}
