// What a command tells its user on the way: stderr, so that stdout stays what was asked for.

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Runs a part of a longer work and says how long it took, one line when it is done. */
export async function timed<T>(what: string, run: () => Promise<T>): Promise<T> {
  const since = performance.now()
  const result = await run()
  say(`${what.padEnd(34)} ${((performance.now() - since) / 1000).toFixed(1)} s`)
  return result
}
