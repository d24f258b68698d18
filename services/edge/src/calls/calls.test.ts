import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NewEvent } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { parseFrame, type Question } from '@chargeplane/ocpp'
import { eventId } from '../sessions/origin.ts'
import { testSession } from '../testing/session.ts'
import { until } from '../testing/until.ts'
import { createCalls } from './calls.ts'

const boot = '[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'
const heartbeat = (id: string) => `[2,"${id}","Heartbeat",{}]`
const status = (id: string, value = 'Available') =>
  `[2,"${id}","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"${value}"}]`

/** Kafka is where the test wants it: each publish settles when it is told to. */
function setUp(changes: Parameters<typeof testSession>[0] = {}) {
  const { session, socket } = testSession(changes)
  const publishes: { event: NewEvent; done: PromiseWithResolvers<void> }[] = []
  const asked: Question[] = []
  const calls = createCalls({
    edgeId: 'edge-1',
    producer: {
      publish(event) {
        const done = Promise.withResolvers<void>()
        publishes.push({ event, done })
        return done.promise
      },
      publishRecords: () => assert.fail('no call has several events'),
    },
    decisions: {
      async decide(questions) {
        asked.push(...questions)
        if (questions.some(({ kind }) => kind === 'boot')) {
          return { boot: { kind: 'boot', status: 'Accepted', intervalS: 300, fallback: '' } }
        }
        return {
          authorize: {
            kind: 'authorize',
            status: 'Accepted',
            expiresAt: '',
            groupIdToken: '',
            profile: undefined,
            evseIds: [],
            transactionLimit: undefined,
            fallback: '',
          },
        }
      },
    },
    hashToken: (tenant, idToken) => `hash of ${tenant} ${idToken}`,
    sealText: text => Buffer.from(text),
    lenientBeforeBoot: new Set(['Heartbeat']),
    totalCost: 'never',
    driverTariff: false,
  })
  const send = (text: string) => {
    const frame = parseFrame(text, session.version)
    assert.equal(frame.type, 'call')
    if (frame.type === 'call') calls.accept(session, frame, text)
  }
  const ids = () => socket.sent.map(text => JSON.parse(text)[1])
  const published = (count: number) => until(`${count} events are published`, () => publishes.length === count)
  return { session, socket, publishes, asked, calls, send, ids, published }
}

describe('calls', () => {
  it('are answered when Kafka has their event, not before', async () => {
    const { socket, publishes, send, published, ids } = setUp()
    send(status('1'))
    await published(1)
    assert.deepEqual(socket.sent, [])
    publishes[0]?.done.resolve()
    await until('it is answered', () => socket.sent.length === 1)
    assert.deepEqual(ids(), ['1'])
  })

  it('are worked one at a time, and heartbeats overtake', async () => {
    const { publishes, send, published, ids, socket } = setUp()
    send(status('1'))
    send(status('2', 'Preparing'))
    send(heartbeat('h'))
    await published(1)
    assert.deepEqual(ids(), ['h'])
    publishes[0]?.done.resolve()
    await published(2)
    publishes[1]?.done.resolve()
    await until('both are answered', () => socket.sent.length === 3)
    assert.deepEqual(ids(), ['h', '1', '2'])
  })

  it('that are repeated while they are pending are published once and answered once', async () => {
    const { publishes, send, published, ids, socket } = setUp()
    for (let i = 0; i < 5; i++) send(status('1'))
    await published(1)
    publishes[0]?.done.resolve()
    await until('it is answered', () => socket.sent.length === 1)
    send(status('1'))
    assert.deepEqual(ids(), ['1', '1'])
    assert.equal(publishes.length, 1)
  })

  it('stay unanswered when their event can not wait, and leave no gap behind', async () => {
    const { session, publishes, send, published, socket } = setUp()
    send(status('1'))
    await published(1)
    assert.equal(session.sequence, 1)
    publishes[0]?.done.reject(fail('resource_exhausted', 'too many events are waiting'))
    await until('it is given up', () => session.calls.current === undefined)
    assert.deepEqual([session.sequence, socket.sent], [0, []])
    send(status('1'))
    await published(2)
    assert.deepEqual(
      publishes.map(({ event }) => ('origin' in event.data ? event.data.origin?.sequence : undefined)),
      [1, 1],
    )
    publishes[1]?.done.resolve()
    await until('the repetition is answered', () => socket.sent.length === 1)
  })

  it('are answered as an error when repeating them can not help', async () => {
    const { publishes, send, published, socket } = setUp()
    send(status('1'))
    await published(1)
    publishes[0]?.done.reject(fail('invalid_argument', 'an event is too large'))
    await until('it is answered', () => socket.sent.length === 1)
    assert.deepEqual(JSON.parse(socket.sent[0] ?? '').slice(0, 3), [4, '1', 'InternalError'])
  })

  it('wait for the epoch of their session', async () => {
    const { session, calls, send, published, publishes } = setUp()
    session.epoch = 0
    send(status('1'))
    assert.equal(publishes.length, 0)
    session.epoch = 7
    calls.resume(session)
    await published(1)
    assert.equal(publishes[0]?.event.id, 'default/CP-1/StatusReported/7/1')
  })

  it('open the gate when a boot is accepted, and not before its event is in Kafka', async () => {
    const { session, publishes, send, published, asked, socket } = setUp({ registration: '' })
    send(status('early'))
    assert.match(socket.sent[0] ?? '', /SecurityError/)
    send(boot)
    await published(1)
    assert.equal(asked[0]?.kind, 'boot')
    assert.equal(session.registration, '')
    publishes[0]?.done.resolve()
    await until('the boot is answered', () => socket.sent.length === 2)
    assert.equal(session.registration, 'Accepted')
  })

  it('are not begun on a socket that is being closed', async () => {
    const { session, publishes, send, published } = setUp()
    send(status('1'))
    send(status('2', 'Preparing'))
    await published(1)
    session.closing = 'edge_drained'
    send(status('3', 'Charging'))
    publishes[0]?.done.resolve()
    await until('the first is done', () => session.calls.current === undefined)
    assert.equal(publishes.length, 1)
    assert.equal(session.calls.waiting, undefined)
  })

  it('are too many when 33 wait', async () => {
    const { send, socket } = setUp()
    for (let i = 0; i <= 33; i++) send(status(String(i)))
    assert.deepEqual(socket.closedWith?.code, 1008)
  })
})

describe('eventId', () => {
  it('is made of station, type and what a resend repeats', () => {
    assert.equal(
      eventId({ key: 'default/CP-1' }, 'chargeplane.ocpp.v1.TransactionEvent', 'start/1'),
      'default/CP-1/TransactionEvent/start/1',
    )
  })
})
