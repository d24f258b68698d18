import type { Pool, Range } from '../pool/pool.ts'

/** Beside the time that the rate takes. */
const patienceMs = 120_000

/** Resolves when all of `range` (none beside them being wanted) are booted; rejects when they are not in time. */
export async function connectAll(pool: Pool, perSecond: number, range: Range = pool.all): Promise<void> {
  const wanted = pool.counts.booted + range.to - range.from
  pool.connect(range, perSecond)
  const ms = ((range.to - range.from) / perSecond) * 1000
  if (await pool.until(({ booted }) => booted >= wanted, ms + patienceMs)) return
  const { refused, failed, counts } = await pool.tally()
  throw new Error(`${counts.booted} of ${wanted} stations are booted: ${JSON.stringify({ refused, failed, counts })}`)
}
