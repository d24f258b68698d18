// What has to be stopped, in the reverse of the order in which it was started, within one budget of time.
import type { Logger } from '@chargeplane/telemetry'

type Stop = () => Promise<void> | void

/** Kept back for each step that still follows, as far as the budget allows, so that one that hangs cannot starve the rest. */
const reserveMs = 500

export interface StopSequence {
  /** Adds what must stop before everything added earlier. Once stopping has begun it is stopped right away. */
  add(name: string, stop: Stop): void
  /**
   * Runs every step, the latest first, and resolves within `budgetMs`. A step that takes too long is left behind with a warning; one that
   * throws is an error. Resolves to whether no step threw. Runs once; later calls get the same result.
   */
  run(budgetMs: number): Promise<boolean>
}

export function stopSequence(log: Logger): StopSequence {
  const steps: { name: string; stop: Stop }[] = []
  let running: Promise<boolean> | undefined

  async function runStep({ name, stop }: { name: string; stop: Stop }, timeoutMs: number): Promise<boolean> {
    const started = performance.now()
    const { promise: timeUp, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(resolve, timeoutMs, 'late')
    try {
      const result = await Promise.race([Promise.resolve().then(stop), timeUp])
      const tookMs = Math.round(performance.now() - started)
      if (result === 'late') log.warn('stop took too long, going on', { step: name, timeoutMs })
      else log.debug('stopped', { step: name, tookMs })
      return true
    } catch (error) {
      log.error('stop failed', { step: name, error })
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  async function runAll(budgetMs: number): Promise<boolean> {
    const end = performance.now() + budgetMs
    const reserve = Math.min(reserveMs, budgetMs / 2 / Math.max(1, steps.length))
    let clean = true
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const timeoutMs = Math.max(0, end - performance.now() - steps.length * reserve)
      clean = (await runStep(step, timeoutMs)) && clean
    }
    return clean
  }

  return {
    add(name, stop) {
      if (running === undefined) steps.push({ name, stop })
      else void runStep({ name, stop }, reserveMs)
    },
    run(budgetMs) {
      running ??= runAll(budgetMs)
      return running
    },
  }
}
