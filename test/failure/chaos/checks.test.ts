// A checker is worth what it finds: each rule is shown a run that is well, and one that is not.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answeredButMissing, answeredWhileAway, commandFaults, gapsOf, outOfOrder } from './checks.ts'
import { contentOf } from './content.ts'
import type { AskedCall, GivenCommand, Hurt, SentCall } from './journal.ts'
import type { TopicRecord } from './topics.ts'

const payload = { connectorId: 1, idTag: 'SECRET', timestamp: '2026-01-01T00:00:00Z' }
const call = (more: Partial<SentCall> = {}): SentCall => ({
  station: 'S1',
  socket: 1,
  id: 'a',
  action: 'StartTransaction',
  payload,
  sentAt: 1_000,
  settledAt: 1_100,
  reply: { kind: 'result', payload: {} },
  ...more,
})
const record = (more: Partial<TopicRecord> = {}): TopicRecord => ({
  topic: 'ocpp.transactions',
  type: 'TransactionEvent',
  id: `${more.epoch ?? 1}/${more.sequence ?? 1}`,
  station: 'S1',
  epoch: 1,
  sequence: 1,
  edge: 'edge-0-run.abc',
  action: 'StartTransaction',
  content: contentOf({ ...payload, idTag: 'hash' }),
  reason: '',
  receivedAt: 1_050,
  ...more,
})
const places = (...sequences: number[]) => sequences.map(sequence => record({ sequence }))

describe('answered but missing', () => {
  it('finds an answered call that is in no topic, whatever the id token has become', () => {
    assert.deepEqual(answeredButMissing({ calls: [call()] }, [record()]), [])
    const found = answeredButMissing({ calls: [call({ payload: { ...payload, connectorId: 2 } })] }, [record()])
    assert.match(found.join(), /S1: StartTransaction was answered and is in no topic/)
    assert.equal(answeredButMissing({ calls: [call({ station: 'S2' })] }, [record()]).length, 1)
  })

  it('asks for nothing that was not answered, or that Kafka is not needed for', () => {
    const calls = [
      call({ reply: { kind: 'timeout' } }),
      call({ reply: { kind: 'lost' } }),
      call({ reply: undefined }),
      call({ action: 'Heartbeat' }),
    ]
    assert.deepEqual(answeredButMissing({ calls }, []), [])
  })
})

describe('order', () => {
  it('is that of each session in each topic; sessions and repetitions may mix', () => {
    const mixed = [...places(1, 2), record({ epoch: 2 }), ...places(3), ...places(2, 3, 4)]
    assert.deepEqual(outOfOrder([...mixed, record({ topic: 'ocpp.stations', sequence: 9 })]), [])
  })

  it('is broken by a record that stands after a later one', () => {
    assert.match(outOfOrder(places(1, 3, 2)).join(), /S1, session 1: TransactionEvent 2 stands after 3/)
  })

  it('is broken by two records in one place, in one topic or two', () => {
    const twice = [record({ sequence: 1 }), record({ sequence: 1, id: 'other', topic: 'ocpp.stations' })]
    assert.match(outOfOrder(twice).join(), /place 1 is taken by 1\/1 and by TransactionEvent other/)
  })

  it('is not asked of what the reaper or nobody in a session said', () => {
    const others = [record({ sequence: 0 }), record({ reason: 'edge_lost', sequence: 2 ** 31 })]
    assert.deepEqual(outOfOrder([...places(5), ...others]), [])
  })
})

describe('gaps', () => {
  const edgeOf = (id: string) => (id.startsWith('edge-0') ? 'edge 0' : 'edge 1')
  const hurt = (target: string, from = 1_000): Hurt => ({ target, index: 0, kind: 'kill edge', from, to: from + 10 })

  it('are none where every place was said', () => {
    assert.deepEqual(gapsOf(places(2, 1, 3), { hurts: [] }, edgeOf), { explained: 0, unexplained: [] })
  })

  it('are explained by what happened to the edge or to Kafka during the session, and by nothing else', () => {
    assert.equal(gapsOf(places(1, 3), { hurts: [hurt('edge 0', 1_045)] }, edgeOf).explained, 1)
    assert.equal(gapsOf(places(1, 4), { hurts: [hurt('kafka', 2_000)] }, edgeOf).explained, 2)
    for (const hurts of [[], [hurt('edge 1')], [hurt('edge 0', 0)], [hurt('redis')]]) {
      assert.match(gapsOf(places(1, 3), { hurts }, edgeOf).unexplained.join(), /lacks 1 of 3 places/)
    }
  })
})

describe('commands', () => {
  const given = (n: number, status: number): GivenCommand => ({
    n,
    station: 'S1',
    status,
    body: { commandId: `c${n}` },
    givenAt: 0,
    endedAt: 0,
  })
  const asked = (data: string, station = 'S1'): AskedCall => ({
    station,
    socket: 1,
    id: 'c',
    action: 'DataTransfer',
    payload: { data },
    at: 0,
  })
  const faults = (got: AskedCall[], ...commands: GivenCommand[]) => commandFaults({ asked: got, commands }).join()

  it('are well when each reached its station once, or not at all where that was said', () => {
    assert.equal(faults([asked('1:S1'), asked('3:S1')], given(1, 200), given(2, 409), given(3, 503), given(4, 0)), '')
  })

  it('are found misdelivered, repeated, invented and denied', () => {
    assert.match(faults([asked('1:S1', 'S2')], given(1, 503)), /command 1 \(c\) for S1 reached S2/)
    assert.match(faults([asked('1:S1'), asked('1:S1')], given(1, 200)), /reached its station 2 times/)
    assert.match(faults([], given(1, 200)), /which never got it/)
    assert.match(faults([asked('1:S1')], given(1, 409)), /reached S1 and was answered 409/)
  })
})

describe('an outage of Kafka', () => {
  const away: Hurt = { target: 'kafka', index: 0, kind: 'kafka away', from: 1_000, to: 5_000 }
  const three = { marginMs: 300, brokers: 3 }
  const during = call({ sentAt: 2_000, settledAt: 2_100 })

  it('is broken by an answer to what has to be durable', () => {
    assert.match(answeredWhileAway({ calls: [during], hurts: [away] }, three).join(), /answered while Kafka was away/)
  })

  it('is the pause of the only broker too, not that of one among three', () => {
    const hurts = [{ ...away, kind: 'pause broker' }]
    assert.equal(answeredWhileAway({ calls: [during], hurts }, { ...three, brokers: 1 }).length, 1)
    assert.deepEqual(answeredWhileAway({ calls: [during], hurts }, three), [])
  })

  it('is kept by heartbeats, by what was asked before, and by what comes after', () => {
    const calls = [
      call({ ...during, action: 'Heartbeat' }),
      call({ sentAt: 900, settledAt: 1_200 }),
      call({ sentAt: 2_000, settledAt: 5_100 }),
      call({ sentAt: 2_000, settledAt: 2_100, reply: { kind: 'timeout' } }),
    ]
    assert.deepEqual(answeredWhileAway({ calls, hurts: [away] }, three), [])
  })

  it('is not judged where an edge was held up, whose answers come late', () => {
    const paused: Hurt = { target: 'edge 0', index: 0, kind: 'pause edge', from: 900, to: 2_000 }
    assert.deepEqual(answeredWhileAway({ calls: [during], hurts: [away, paused] }, three), [])
  })
})
