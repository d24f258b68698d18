import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AnyReceivedEvent, EventType } from '@chargeplane/events'
import { Failure, type FailureCode } from '@chargeplane/failure'
import { TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { liveEvents, type Subscription } from './live-events.ts'

function ended(tenant: string, stationId: string): AnyReceivedEvent {
  return {
    type: 'chargeplane.transactions.v1.TransactionEnded',
    id: 'e1',
    tenant,
    subject: stationId,
    time: '2026-11-23T08:00:00Z',
    traceparent: undefined,
    topic: 'transactions.events',
    partition: 0,
    offset: '7',
    data: TransactionEnded.fromPartial({ tenant, stationId }),
  }
}

function listener(options: Partial<Subscription> = {}) {
  const got: string[] = []
  let ends = 0
  const subscription: Subscription = {
    tenant: 'acme',
    types: new Set(),
    send: text => got.push(text),
    end: () => ends++,
    ...options,
  }
  return { got, subscription, ends: () => ends }
}

const withCode = (code: FailureCode) => (error: unknown) => error instanceof Failure && error.code === code

describe('live events', () => {
  it('reach the streams of their tenant, and nobody else', () => {
    const live = liveEvents(10)
    live.open()
    const own = listener()
    const rival = listener({ tenant: 'rival' })
    live.subscribe(own.subscription)
    live.subscribe(rival.subscription)
    live.publish(ended('acme', 'CP-1'))
    assert.equal(own.got.length, 1)
    assert.match(
      own.got[0] ?? '',
      /^id: transactions.events\/0\/7\nevent: chargeplane.transactions.v1.TransactionEnded\ndata: \{.*\}\n\n$/,
    )
    assert.deepEqual(rival.got, [])
  })

  it('are wanted of the types that somebody listens to, while somebody does', () => {
    const live = liveEvents(10)
    live.open()
    const two: [EventType, EventType] = [
      'chargeplane.transactions.v1.TransactionEnded',
      'chargeplane.transactions.v1.TransactionStarted',
    ]
    const wanted = () => two.map(live.wanted)
    assert.deepEqual(wanted(), [false, false])
    const leaveOne = live.subscribe(listener({ types: new Set([two[0]]) }).subscription)
    assert.deepEqual(wanted(), [true, false])
    const leaveAll = live.subscribe(listener({ tenant: 'rival' }).subscription)
    assert.deepEqual(wanted(), [true, true])
    leaveAll()
    assert.deepEqual(wanted(), [true, false])
    leaveOne()
    assert.deepEqual(wanted(), [false, false])
  })

  it('are chosen by station, in whatever case, and by type', () => {
    const live = liveEvents(10)
    live.open()
    const types = (...names: EventType[]) => new Set(names)
    const station = listener({ station: 'cp-1' })
    const type = listener({
      types: types('chargeplane.transactions.v1.TransactionEnded', 'chargeplane.ocpp.v1.StationBooted'),
    })
    const otherType = listener({ types: types('chargeplane.ocpp.v1.StationBooted') })
    const both = listener({ station: 'CP-2', types: types('chargeplane.ocpp.v1.StationBooted') })
    for (const { subscription } of [station, type, otherType, both]) live.subscribe(subscription)
    live.publish(ended('acme', 'CP-1'))
    live.publish(ended('acme', 'CP-2'))
    assert.deepEqual(
      [station, type, otherType, both].map(({ got }) => got.length),
      [1, 2, 0, 0],
    )
  })

  it('no longer reach a stream that has left, and leaving twice is leaving once', () => {
    const live = liveEvents(10)
    live.open()
    const { got, subscription } = listener()
    const leave = live.subscribe(subscription)
    live.subscribe(listener().subscription)
    leave()
    leave()
    live.publish(ended('acme', 'CP-1'))
    assert.deepEqual(got, [])
    assert.equal(live.streams, 1)
  })

  it('survive a stream that leaves while it is told', () => {
    const live = liveEvents(10)
    live.open()
    const first = listener({ send: () => leaveFirst() })
    const second = listener()
    const leaveFirst = live.subscribe(first.subscription)
    live.subscribe(second.subscription)
    live.publish(ended('acme', 'CP-1'))
    assert.equal(second.got.length, 1)
  })

  it('refuse more streams than there is room for, until one leaves', () => {
    const live = liveEvents(1)
    live.open()
    const leave = live.subscribe(listener().subscription)
    assert.throws(() => live.subscribe(listener().subscription), withCode('resource_exhausted'))
    leave()
    live.subscribe(listener().subscription)
  })

  it('refuse streams before events are followed and after the end', () => {
    const live = liveEvents(10)
    assert.throws(() => live.subscribe(listener().subscription), withCode('unavailable'))
    live.open()
    const { subscription, ends } = listener()
    live.subscribe(subscription)
    live.close()
    assert.equal(ends(), 1)
    live.open()
    assert.throws(() => live.subscribe(listener().subscription), withCode('unavailable'))
  })
})
