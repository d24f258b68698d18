import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '@chargeplane/failure'

/**
 * Asks `probe` until it says yes; a probe that throws has said no. Throws Failure('deadline_exceeded') naming `what` after `timeoutMs`.
 * `giveUp` is asked each time as well and throws when waiting on has become pointless.
 */
export async function waitUntil(
  what: string,
  probe: () => boolean | Promise<boolean>,
  options: { timeoutMs: number; everyMs?: number; giveUp?: () => void },
): Promise<void> {
  const deadline = Date.now() + options.timeoutMs
  let last: unknown
  for (;;) {
    try {
      if (await probe()) return
    } catch (error) {
      last = error
    }
    options.giveUp?.()
    if (Date.now() >= deadline)
      throw fail('deadline_exceeded', `${what}: not within ${Math.round(options.timeoutMs / 1000)} s`, { cause: last })
    await sleep(options.everyMs ?? 50)
  }
}
