/** Runs `pass` every `intervalMs`, never two at a time, until closed. What a pass throws is told, and the next one comes in its turn. */
export function repeat(
  pass: () => Promise<unknown>,
  intervalMs: number,
  failed: (error: unknown) => void,
): { close(): Promise<void> } {
  const closing = Promise.withResolvers<void>()
  let isClosed = false

  async function run(): Promise<void> {
    while (!isClosed) {
      await pass().catch(failed)
      const { promise: turn, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, intervalMs)
      await Promise.race([turn, closing.promise])
      clearTimeout(timer)
    }
  }

  const running = run()
  return {
    close() {
      isClosed = true
      closing.resolve()
      return running
    },
  }
}
