// What has to hold after a run, over what stations journaled and what stands in topics and tables. Pure. Each answers one sentence per violation.
import { contentOf } from './content.ts'
import type { GivenCommand, Journal, SentCall } from './journal.ts'
import type { TopicRecord } from './topics.ts'

type Parts<K extends keyof Journal> = Pick<Journal, K>

/** Answered without Kafka, by design. */
const notDurable: ReadonlySet<string> = new Set(['Heartbeat'])

export function isDurable({ action, reply }: Pick<SentCall, 'action' | 'reply'>): boolean {
  return reply?.kind === 'result' && !notDurable.has(action)
}

const keyOf = (station: string, action: string, content: string): string => `${station} ${action} ${content}`

/** Promises 15 and 29: whatever was answered is in Kafka. */
export function answeredButMissing({ calls }: Parts<'calls'>, records: readonly TopicRecord[]): string[] {
  const there = new Set(records.map(({ station, action, content }) => keyOf(station, action, content)))
  return calls
    .filter(isDurable)
    .filter(({ station, action, payload }) => !there.has(keyOf(station, action, contentOf(payload))))
    .map(call => `${call.station}: ${call.action} was answered and is in no topic: ${JSON.stringify(call.payload)}`)
}

/** Said of a session by others than its edge: without a place in its order. */
function isOfEdge({ reason, sequence, type }: TopicRecord): boolean {
  return sequence > 0 && reason !== 'edge_lost' && type !== 'ConnectionRefused'
}

/** Promise 32: within a session and a topic, no record stands before one that was said earlier, but for repetitions; and no place is taken twice. */
export function outOfOrder(records: readonly TopicRecord[]): string[] {
  const violations: string[] = []
  const last = new Map<string, number>()
  const places = new Map<string, string>()
  const seen = new Set<string>()
  for (const record of records.filter(isOfEdge)) {
    const { topic, type, id, station, epoch, sequence } = record
    const session = `${station}, session ${epoch}`
    const place = `${session}, place ${sequence}`
    const holder = places.get(place)
    if (holder !== undefined && holder !== id) violations.push(`${place} is taken by ${holder} and by ${type} ${id}`)
    places.set(place, id)
    if (seen.has(`${topic} ${id}`)) continue
    seen.add(`${topic} ${id}`)
    const before = last.get(`${topic} ${session}`) ?? 0
    if (sequence < before) violations.push(`${topic}: ${session}: ${type} ${sequence} stands after ${before}`)
    last.set(`${topic} ${session}`, Math.max(before, sequence))
  }
  return violations
}

export interface Gaps {
  /** Places that no record has, in sessions whose edge was hurt while they lasted: what it had in its hands when it died. */
  explained: number
  unexplained: string[]
}

/** A session's places are 1, 2, 3 …; one that is missing was never said, or was lost with the edge. */
export function gapsOf(
  records: readonly TopicRecord[],
  { hurts }: Parts<'hurts'>,
  edgeOf: (id: string) => string,
): Gaps {
  const sessions = Map.groupBy(records.filter(isOfEdge), ({ station, epoch }) => `${station}, session ${epoch}`)
  const gaps: Gaps = { explained: 0, unexplained: [] }
  for (const [session, said] of sessions) {
    const places = new Set(said.map(({ sequence }) => sequence))
    const missing = Math.max(...places) - places.size
    const [first] = said
    if (missing === 0 || first === undefined) continue
    const from = Math.min(...said.map(({ receivedAt }) => receivedAt))
    const to = Math.max(...said.map(({ receivedAt }) => receivedAt)) + 60_000
    const target = edgeOf(first.edge)
    const hurt = hurts.some(
      one => (one.target === target || one.target === 'kafka') && one.from <= to && one.to >= from,
    )
    if (hurt) gaps.explained += missing
    else gaps.unexplained.push(`${session} lacks ${missing} of ${Math.max(...places)} places`)
  }
  return gaps
}

/** The API's word that nothing was sent. */
const notSent: ReadonlySet<number> = new Set([400, 404, 409, 429])

function commandIdOf({ body }: GivenCommand): string {
  return typeof body === 'object' && body !== null && 'commandId' in body ? String(body.commandId) : ''
}

/** No command at the wrong station, none twice, none that was said not to be sent, and every answered one there. */
export function commandFaults({ asked, commands }: Parts<'asked' | 'commands'>): string[] {
  const violations: string[] = []
  const received = new Map<number, number>()
  for (const { station, action, payload, id } of asked) {
    if (action !== 'DataTransfer' || typeof payload.data !== 'string') continue
    const [n = '', target = ''] = payload.data.split(':')
    if (target !== station) violations.push(`command ${n} (${id}) for ${target} reached ${station}`)
    received.set(Number(n), (received.get(Number(n)) ?? 0) + 1)
  }
  for (const [n, times] of received) if (times > 1) violations.push(`command ${n} reached its station ${times} times`)
  for (const command of commands) {
    const { n, status, station } = command
    const times = received.get(n) ?? 0
    if (status === 200 && times === 0)
      violations.push(`command ${n} (${commandIdOf(command)}) was answered by ${station}, which never got it`)
    if (notSent.has(status) && times > 0) violations.push(`command ${n} reached ${station} and was answered ${status}`)
  }
  return violations
}

/**
 * Promise 30: while all of Kafka is away, and no edge has been held up, nothing is answered that would have to be durable. `marginMs`: how long what
 * Kafka has said before may be under way. With one broker, its pauses count as well.
 */
export function answeredWhileAway(
  { calls, hurts }: Parts<'calls' | 'hurts'>,
  { marginMs, brokers }: { marginMs: number; brokers: number },
): string[] {
  const away = hurts.filter(({ kind }) => kind === 'kafka away' || (brokers === 1 && kind === 'pause broker'))
  const late = hurts.filter(({ target }) => target.startsWith('edge'))
  return away.flatMap(outage => {
    const { from, to } = outage
    if (late.some(one => one.from <= to && one.to >= from - marginMs)) return []
    return calls
      .filter(isDurable)
      .filter(({ settledAt = 0, sentAt }) => sentAt > from && settledAt > from + marginMs && settledAt < to)
      .map(({ station, action }) => `${station}: ${action} was answered while Kafka was away`)
  })
}
