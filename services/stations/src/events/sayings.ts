// Handlers that write what several stations say with one statement: when thousands come back at once, it is statements that are dear, not rows.
import { type Effects, type EventType, type Handler, handlerOfMany, type ReceivedEvent } from '@chargeplane/events'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import { type Source, sourceOf } from './origin.ts'

/** The types of events that say where they come from. */
type SayingType = {
  [T in EventType]: ReceivedEvent<T>['data'] extends { origin?: Origin | undefined } ? T : never
}[EventType]

export interface Said<T extends SayingType> {
  source: Source
  data: ReceivedEvent<T>['data']
}

/** A handler from one for the words of several stations, no station twice: ON CONFLICT changes a row but once in a statement. */
export function sayings<T extends SayingType>(
  keep: (said: readonly Said<T>[], effects: Effects) => Promise<void>,
): Handler<T> {
  return handlerOfMany<T>(async (events, effects) => {
    let rest = events.map(({ data }): Said<T> => ({ data, source: sourceOf(data.origin) })).toSorted(byStation)
    while (rest.length > 0) {
      const { first, others } = oncePerStation(rest)
      await keep(first, effects)
      rest = others
    }
  })
}

/** Rows are locked in one order everywhere, or two partitions' transactions would wait for each other. */
function byStation({ source: a }: Said<SayingType>, { source: b }: Said<SayingType>): number {
  return compare(a.tenant, b.tenant) || compare(a.stationKey, b.stationKey)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Each event has a key of its own, but two spellings of one station are two keys. */
function oncePerStation<T extends SayingType>(said: readonly Said<T>[]): { first: Said<T>[]; others: Said<T>[] } {
  const seen = new Set<string>()
  const first: Said<T>[] = []
  const others: Said<T>[] = []
  for (const one of said) {
    const station = `${one.source.tenant}/${one.source.stationKey}`
    if (seen.has(station)) others.push(one)
    else first.push(one)
    seen.add(station)
  }
  return { first, others }
}

export const sourceColumns = {
  ...{ tenant: 'text', station_key: 'text', epoch: 'bigint', sequence: 'bigint', received_at: 'timestamptz' },
}

/** The columns that tie rows to their stations and to the records that write them, as `sourceColumns` names them. */
export function columnsOf(said: readonly Said<SayingType>[]): [string[], string[], bigint[], number[], Date[]] {
  return [
    said.map(({ source }) => source.tenant),
    said.map(({ source }) => source.stationKey),
    said.map(({ source }) => source.epoch),
    said.map(({ source }) => source.sequence),
    said.map(({ source }) => source.receivedAt),
  ]
}
