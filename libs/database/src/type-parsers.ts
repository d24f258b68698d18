// How values come back from PostgreSQL; scoped to our pools, so that nobody else's pg is changed.
import pg from 'pg'

const int8 = 20
const int8Array = 1016
const date = 1082
const xid8 = 5069

/** An array of int8 has one dimension here, and its text no quotes: {1,2,NULL}. */
function int8s(value: string): (bigint | null)[] {
  const items = value.slice(1, -1)
  return items === '' ? [] : items.split(',').map(item => (item === 'NULL' ? null : BigInt(item)))
}

const text = (value: string): string => value
const parsers = new Map<number, (value: string) => unknown>([
  [int8, BigInt],
  [xid8, BigInt],
  [int8Array, int8s],
  // A day has no time zone; pg's own parser would make it midnight of wherever the process runs.
  [date, text],
])

/** int8 -> bigint, date -> 'YYYY-MM-DD'; the rest as pg does it: numeric -> string, timestamptz -> Date, json(b) -> parsed. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return parsers.get(oid) ?? pg.types.getTypeParser(oid, format)
  },
}
