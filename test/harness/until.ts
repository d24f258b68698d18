// Tests wait for conditions, never for time.

export interface UntilOptions {
  /** What is waited for, for the message. */
  what: string
  withinMs?: number
  everyMs?: number
}

/** Resolves with the first value of `probe` that is neither undefined nor false; rejects naming what did not come, and the last error. */
export async function until<T>(
  probe: () => T | Promise<T>,
  options: UntilOptions,
): Promise<Exclude<T, undefined | false>> {
  const withinMs = options.withinMs ?? 30_000
  const deadline = Date.now() + withinMs
  let last: unknown
  for (;;) {
    try {
      const value = await probe()
      if (isThere(value)) return value
      last = undefined
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${options.what}`, { cause: last })
    await new Promise(resolve => setTimeout(resolve, options.everyMs ?? 50))
  }
}

function isThere<T>(value: T): value is Exclude<T, undefined | false> {
  return value !== undefined && value !== false
}
