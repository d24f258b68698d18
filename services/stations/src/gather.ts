// Questions that come while one is under way are asked together: a thousand stations that come back at once are a few dozen statements, and
// each of those has to be planned.

/**
 * One key after the other, as many of them as there are, at most `max`, in one call of `load`; one call at a time. A question never joins
 * the call that is under way: its answer may be older than the question. `load` answers what it found; its failure is that of all it was asked.
 */
export function gathered<V>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  max: number,
): (key: string) => Promise<V | undefined> {
  let waiting: { key: string; resolve(value: V | undefined): void; reject(error: unknown): void }[] = []
  let isUnderWay = false

  async function run(): Promise<void> {
    isUnderWay = true
    while (waiting.length > 0) {
      const questions = waiting.slice(0, max)
      waiting = waiting.slice(max)
      try {
        const found = await load([...new Set(questions.map(({ key }) => key))])
        for (const { key, resolve } of questions) resolve(found.get(key))
      } catch (error) {
        for (const { reject } of questions) reject(error)
      }
    }
    isUnderWay = false
  }

  return key =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (!isUnderWay) void run()
    })
}
