// Station clocks: what they write is turned into UTC, and where it can't be true the time of arrival stands in.

const shape =
  /^\s*(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:[Zz]|([+-])(\d\d):?(\d\d)?)?\s*$/

// Clocks that were never set start at 1970 or 2000; OCPP is younger than both.
const earliest = Date.UTC(2001, 0, 1)
// A clock an hour or a time zone ahead is still a clock; a day ahead it is broken.
const latestAhead = 24 * 3_600_000

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Milliseconds since 1970 of an RFC 3339 text; also without zone (UTC), with `+02`, a space for the T. Undefined when no such moment exists. */
function parse(value: string): number | undefined {
  const part = shape.exec(value)
  if (part === null) return undefined
  const [year, month, day] = [Number(part[1]), Number(part[2]), Number(part[3])]
  const [hour, minute, second] = [Number(part[4]), Number(part[5]), Number(part[6] ?? 0)]
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return undefined
  if (day > 28 && day > daysIn(year, month)) return undefined
  const millisecond = part[7] === undefined ? 0 : Number(part[7].slice(0, 3).padEnd(3, '0'))
  const offset = part[8] === undefined ? 0 : (Number(part[9]) * 60 + Number(part[10] ?? 0)) * (part[8] === '-' ? -1 : 1)
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - offset * 60_000
}

let lastMoment = Number.NaN
let lastText = ''

/** RFC 3339 UTC with milliseconds. Many frames arrive within one millisecond, and formatting it anew would cost as much as reading one. */
export function isoText(moment: Date): string {
  const milliseconds = moment.getTime()
  if (milliseconds !== lastMoment) {
    lastMoment = milliseconds
    lastText = moment.toISOString()
  }
  return lastText
}

// What almost every station sends, and what this writes itself. Days past the 28th need the calendar.
const canonical = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d(?:\.\d{3})?Z$/

/**
 * The moment a station wrote, RFC 3339 UTC with milliseconds. `receivedAt` stands in for one that is absent, unreadable, impossible
 * (2022-02-29), from before 2001 or more than a day in the future.
 */
export function instant(value: unknown, receivedAt: Date): string {
  if (typeof value !== 'string') return isoText(receivedAt)
  const short = canonical.test(value)
  const moment = short ? Date.parse(value) : parse(value)
  const plausible = moment !== undefined && moment >= earliest && moment <= receivedAt.getTime() + latestAhead
  if (!plausible) return isoText(receivedAt)
  if (!short) return new Date(moment).toISOString()
  return value.length === 24 ? value : `${value.slice(0, -1)}.000Z`
}

/** A moment that a service decided, for an answer: UTC with Z. Undefined when empty or no moment, so that the field is left out. */
export function answerInstant(value: string): string | undefined {
  const moment = value === '' ? undefined : parse(value)
  return moment === undefined ? undefined : new Date(moment).toISOString()
}

/** What can be wrong with a moment that a station wrote, by the ids of quirks/marks.ts. */
export const clockFaults = [
  'timestamp-format',
  'timestamp-future',
  'timestamp-impossible',
  'timestamp-unreadable',
  'timestamp-unset',
] as const

export type ClockFault = (typeof clockFaults)[number]

/** Those that RFC 3339 rules out, and with it the `date-time` of OCPP's schemas. */
export const formatFaults: ReadonlySet<string> = new Set<ClockFault>([
  'timestamp-format',
  'timestamp-impossible',
  'timestamp-unreadable',
])

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

/** Why `instant` takes another moment for `value`, or reads it with more good will than its form deserves; undefined when neither. */
export function clockFault(value: unknown, receivedAt: Date): ClockFault | undefined {
  // Up to the second texts of this form are in the order of their moments, and a clock that is neither behind the century nor ahead of ours is right.
  if (
    typeof value === 'string' &&
    value > '2001' &&
    value.slice(0, 19) <= isoText(receivedAt).slice(0, 19) &&
    canonical.test(value)
  )
    return undefined
  if (typeof value !== 'string' || !shape.test(value)) return 'timestamp-unreadable'
  const moment = parse(value)
  if (moment === undefined) return 'timestamp-impossible'
  if (moment < earliest) return 'timestamp-unset'
  if (moment > receivedAt.getTime() + latestAhead) return 'timestamp-future'
  return rfc3339.test(value) ? undefined : 'timestamp-format'
}
