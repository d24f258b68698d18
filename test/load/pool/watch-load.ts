// How hard boots and PostgreSQL are worked, second by second.
import { openDatabase } from '@chargeplane/database'
import type { Pool } from './pool.ts'

export interface LoadSeen {
  /** The most a second in any three, because the fleet's processes tell what they have counted when they get to it; and before it began, on average. */
  boots: { most: number; before: number }
  transactions: { most: number; before: number }
}

export interface LoadWatch {
  /** What has been seen so far counts as `before`. */
  begins(): void
  stop(): Promise<LoadSeen>
}

const everyMs = 1000
const window = 3

/** Boots are decisions of stations: each is one question over gRPC, and is counted when it was answered. */
export function watchLoad(databaseUrl: string, pool: Pool): LoadWatch {
  const database = openDatabase({ url: databaseUrl, schema: 'public', applicationName: 'load', poolSize: 1 })
  const rates: { boots: number; transactions: number }[] = []
  let begun = 0
  let last: { atMs: number; boots: number; transactions: number } | undefined
  let looking = Promise.resolve()
  async function look(): Promise<void> {
    const [row] = await database.query<{ sum: bigint }>(
      'SELECT xact_commit + xact_rollback AS sum FROM pg_stat_database WHERE datname = current_database()',
    )
    const now = { atMs: performance.now(), boots: pool.counts.boots, transactions: Number(row?.sum ?? 0) }
    if (last !== undefined) {
      const seconds = (now.atMs - last.atMs) / 1000
      const rate = (what: 'boots' | 'transactions', before: number) => (now[what] - before) / seconds
      rates.push({ boots: rate('boots', last.boots), transactions: rate('transactions', last.transactions) })
    }
    last = now
  }
  const timer = setInterval(() => {
    // A database that is too busy to tell is asked again the next second.
    looking = look().catch(() => undefined)
  }, everyMs)
  return {
    begins() {
      begun = rates.length
    },
    async stop() {
      clearInterval(timer)
      await looking
      await database.close()
      const seen = (what: 'boots' | 'transactions') => {
        const of = rates.map(rate => rate[what])
        return { most: mostOf(of.slice(begun)), before: averageOf(of.slice(0, begun)) }
      }
      return { boots: seen('boots'), transactions: seen('transactions') }
    },
  }
}

const averageOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** The highest average of so many in a row, or of all when there are fewer. */
function mostOf(rates: readonly number[]): number {
  const starts = Math.max(1, rates.length - window + 1)
  return Math.max(...Array.from({ length: starts }, (_, i) => averageOf(rates.slice(i, i + window))))
}
