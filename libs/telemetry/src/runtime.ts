// Health of this process: how late its event loop runs, how busy it is, how much memory it holds.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { metrics } from './metrics.ts'

/** Also the floor of what the histogram measures: it records the whole interval between two ticks. */
const resolutionMs = 20

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
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
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
      delay.disable()
    },
  }
}

function delayP99(delay: ReturnType<typeof monitorEventLoopDelay>): number {
  return delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e9 - resolutionMs / 1000)
}
