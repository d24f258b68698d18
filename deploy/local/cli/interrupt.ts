/**
 * Runs `work` with a signal that aborts at Ctrl-C, a hang-up or SIGTERM, instead of ending at once: `work` then has to come back soon, having
 * taken its processes with it.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of names) process.on(name, abort)
  try {
    return await work(controller.signal)
  } finally {
    for (const name of names) process.off(name, abort)
  }
}

/** What a shell makes of an end by Ctrl-C. */
export const interruptedCode = 130
