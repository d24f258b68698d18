// What a receiver makes of the events of one station, by the rules of docs/events.md: promise 19 says that its state is the newest session's.
import type { AnyReceivedEvent } from '@chargeplane/events'

export interface Verdict {
  /** Of StationConnected, in the order of the topic. */
  epochs: bigint[]
  /** Of the last status that counts. */
  evseId: number
}

/** Events of one station, those of each topic in their order. */
export function judge(events: readonly AnyReceivedEvent[]): Verdict {
  const sessions = new Map<bigint, number>()
  for (const { type, data } of events) {
    if (type === 'chargeplane.ocpp.v1.StationConnected')
      sessions.set(data.origin?.epoch ?? 0n, Date.parse(data.origin?.receivedAt ?? ''))
  }
  const verdict: Verdict = { epochs: [...sessions.keys()], evseId: 0 }
  let newest: [epoch: bigint, sequence: number] = [0n, 0]
  for (const { type, data } of events) {
    if (type !== 'chargeplane.ocpp.v1.StatusReported') continue
    const { epoch = 0n, sequence = 0, receivedAt = '' } = data.origin ?? {}
    const replaced = [...sessions].some(([other, since]) => other > epoch && since <= Date.parse(receivedAt))
    // A receiver drops what a replaced session's edge received when its successor had begun.
    if (replaced) continue
    if (epoch > newest[0] || (epoch === newest[0] && sequence > newest[1])) {
      newest = [epoch, sequence]
      verdict.evseId = data.evseId
    }
  }
  return verdict
}
