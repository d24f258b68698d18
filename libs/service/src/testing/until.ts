import { fail } from '@chargeplane/failure'

/** Waits until the condition holds; fails after `withinMs` naming what did not come. */
export async function until(
  what: string | (() => string),
  condition: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw fail('deadline_exceeded', `waited ${withinMs} ms in vain for ${typeof what === 'string' ? what : what()}`)
    }
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}
