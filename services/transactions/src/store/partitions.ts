// The monthly partitions of meter_values: made ahead of time, and when a reading needs one that a sane clock could have asked for.
import type { Database, Queryable } from '@chargeplane/database'

export interface Partitions {
  /** Makes the current month's and the next one's: called at the start and every so often, so that no reading has to wait for DDL. */
  createAhead(): Promise<void>
  /** Makes what these instants need, as part of the transaction. Instants far off go to the default partition. */
  ensure(tx: Queryable, instants: Iterable<Date>): Promise<void>
}

/** Months counted from year 0, so that neighbours differ by one. */
type Month = number

/** A station may be offline for a year and its clock a month ahead; beyond that the clock is wrong, and no month is made for it. */
const monthsBack = 12
const monthsAhead = 1

const monthOf = (instant: Date): Month => instant.getUTCFullYear() * 12 + instant.getUTCMonth()

function firstDay(month: Month): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
}

const create = (db: Queryable, month: Month): Promise<unknown> =>
  db.query('SELECT create_meter_values_partition($1::date)', [firstDay(month)])

/** Names of what is committed: a partition made in a transaction that is still open may yet vanish with it. */
async function committedMonths(database: Database): Promise<Month[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid WHERE inhparent = 'meter_values'::regclass`,
  )
  return rows.flatMap(({ name }) => {
    const [, year, month] = /^meter_values_(\d{4})_(\d{2})$/.exec(name) ?? []
    return year === undefined || month === undefined ? [] : [Number(year) * 12 + Number(month) - 1]
  })
}

export function meterValuePartitions(database: Database, now: () => Date): Partitions {
  const known = new Set<Month>()

  async function learn(): Promise<void> {
    for (const month of await committedMonths(database)) known.add(month)
  }

  return {
    async createAhead() {
      const current = monthOf(now())
      for (const month of [current, current + 1]) await create(database, month)
      await learn()
    },
    async ensure(tx, instants) {
      const current = monthOf(now())
      const wanted = new Set<Month>()
      for (const instant of instants) {
        const month = monthOf(instant)
        if (!known.has(month) && month >= current - monthsBack && month <= current + monthsAhead) wanted.add(month)
      }
      if (wanted.size === 0) return
      await learn()
      for (const month of wanted) if (!known.has(month)) await create(tx, month)
    },
  }
}
