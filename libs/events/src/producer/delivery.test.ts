// Faults that a broker can not be made to show on demand: the sender is a script here. The real one is in producer.test.ts.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import { KafkaJSError, KafkaJSProtocolError } from '../kafka.ts'
import { type Entry, openDelivery } from './delivery.ts'
import type { Sendable, Sender } from './sender.ts'

const retriable = () => new KafkaJSError('broker away', { retriable: true })

function protocolError(type: string): Error {
  return Object.assign(new KafkaJSProtocolError(new Error(type)), { type, retriable: false })
}

interface Script {
  sender: Sender
  /** Ids of each send, in order. */
  sends: string[][]
  discards: number
}

/** Answers each send with the next step; past the end, everything is acknowledged. */
function script(...steps: ((ids: string[]) => string[])[]): Script {
  const idOf = (item: Sendable): string => String(item.message.key)
  const played: Script = {
    sends: [],
    discards: 0,
    sender: {
      async send(batch) {
        const ids = batch.map(idOf)
        played.sends.push(ids)
        const missing = steps.shift()?.(ids) ?? []
        return batch.filter(item => missing.includes(idOf(item)))
      },
      async discard() {
        played.discards++
      },
    },
  }
  return played
}

const throwing = (error: Error) => () => {
  throw error
}

function entries(...ids: string[]): { batch: Entry[]; settled: Map<string, Failure | undefined> } {
  const settled = new Map<string, Failure | undefined>()
  const batch = ids.map(id => ({
    topic: 't',
    message: { key: id, value: null, partition: 0 },
    bytes: 1,
    settle: (failure?: Failure) => settled.set(id, failure),
  }))
  return { batch, settled }
}

describe('openDelivery', () => {
  it('settles a batch that was acknowledged', async () => {
    const { sender, sends } = script()
    const { batch, settled } = entries('a', 'b')
    const delivery = openDelivery(sender)
    await delivery.deliver(batch)
    assert.deepEqual(sends, [['a', 'b']])
    assert.deepEqual(
      [...settled],
      [
        ['a', undefined],
        ['b', undefined],
      ],
    )
    assert.ok(delivery.connected)
  })

  it('sends again what was silently left out, and only that', async () => {
    const played = script(() => ['b', 'd'])
    const { batch, settled } = entries('a', 'b', 'c', 'd')
    await openDelivery(played.sender).deliver(batch)
    assert.deepEqual(played.sends, [
      ['a', 'b', 'c', 'd'],
      ['b', 'd'],
    ])
    assert.equal(settled.size, 4)
    assert.equal(played.discards, 0)
  })

  it('repeats the same batch with the same identity while Kafka is away', async () => {
    const played = script(throwing(retriable()), throwing(new Error('wrapped', { cause: retriable() })))
    const { batch, settled } = entries('a', 'b')
    const delivery = openDelivery(played.sender)
    await delivery.deliver(batch)
    assert.deepEqual(played.sends, [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ])
    assert.equal(played.discards, 0)
    assert.deepEqual([...settled.values()], [undefined, undefined])
  })

  for (const type of [
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    'UNKNOWN_PRODUCER_ID',
    'INVALID_PRODUCER_EPOCH',
    'UNKNOWN_TOPIC_OR_PARTITION',
  ]) {
    it(`takes a new identity after ${type}`, async () => {
      const played = script(throwing(protocolError(type)))
      const { batch, settled } = entries('a')
      await openDelivery(played.sender).deliver(batch)
      assert.deepEqual(played.sends, [['a'], ['a']])
      assert.equal(played.discards, 1)
      assert.deepEqual([...settled], [['a', undefined]])
    })
  }

  it('fails the refused record alone, and keeps the order of the others', async () => {
    const refuse = (ids: string[]): string[] => {
      if (ids.includes('c')) throw protocolError('MESSAGE_TOO_LARGE')
      return []
    }
    const played = script(...Array.from({ length: 9 }, () => refuse))
    const { batch, settled } = entries('a', 'b', 'c', 'd', 'e')
    await openDelivery(played.sender).deliver(batch)
    assert.equal(settled.get('c')?.code, 'invalid_argument')
    const taken = played.sends.filter(ids => !ids.includes('c')).flat()
    assert.deepEqual(taken, ['a', 'b', 'd', 'e'])
    assert.deepEqual(
      taken.map(id => settled.get(id)),
      [undefined, undefined, undefined, undefined],
    )
  })

  it('stops when it is abandoned, and disconnects what connected again meanwhile', async () => {
    const played = script(throwing(retriable()), throwing(retriable()), throwing(retriable()))
    const { batch, settled } = entries('a')
    const delivery = openDelivery(played.sender)
    const delivering = delivery.deliver(batch)
    await delivery.abandon()
    await delivering
    assert.deepEqual(played.sends, [['a']])
    assert.equal(settled.size, 0)
    assert.equal(played.discards, 2)
    assert.equal(delivery.connected, false)
  })
})
