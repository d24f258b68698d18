import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EventProducer, NewEvent } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { testSession } from '../testing/session.ts'
import { until } from '../testing/until.ts'
import { createAnnouncer } from './announce.ts'

/** Takes events while it has room; the rest of a producer is Kafka's, and tested there. */
function setUp() {
  const state = { published: [] as NewEvent[], hasRoom: true }
  const producer: Pick<EventProducer, 'publish'> = {
    async publish(event) {
      if (!state.hasRoom) throw fail('resource_exhausted', 'too many events are waiting')
      state.published.push(event)
    },
  }
  return { state, announcer: createAnnouncer('edge-1', producer) }
}

describe('announcer', () => {
  it('names beginning and end of a session by its epoch, and numbers them', async () => {
    const { state, announcer } = setUp()
    const { session } = testSession()
    await announcer.connected(session)
    announcer.disconnected(session, 'idle', 1006)
    assert.deepEqual(
      state.published.map(({ id }) => id),
      ['default/CP-1/StationConnected/1000', 'default/CP-1/StationDisconnected/1000'],
    )
    const [connected, disconnected] = state.published
    assert.ok(connected?.type === 'chargeplane.ocpp.v1.StationConnected')
    assert.deepEqual(connected.data, {
      origin: {
        tenant: 'default',
        stationId: 'CP-1',
        epoch: 1000n,
        sequence: 1,
        receivedAt: 'origin' in connected.data ? connected.data.origin?.receivedAt : '',
        action: '',
        rawPayload: '',
        fallback: '',
        edgeId: 'edge-1',
        schemaFault: '',
        quirks: [],
        signed: false,
      },
      remoteAddress: '192.0.2.1',
      ocppVersion: '1.6',
      securityProfile: 1,
    })
    assert.ok(disconnected !== undefined && 'reason' in disconnected.data && 'origin' in disconnected.data)
    assert.deepEqual([disconnected.data.reason, disconnected.data.origin?.sequence], ['idle', 2])
  })

  it('rejects a beginning that can not wait, for the socket to be closed', async () => {
    const { state, announcer } = setUp()
    state.hasRoom = false
    await assert.rejects(announcer.connected(testSession().session), { code: 'resource_exhausted' })
  })

  it('keeps ends that can not wait, the last of each station, and tells them later', async () => {
    const { state, announcer } = setUp()
    state.hasRoom = false
    for (const [station, epoch] of [
      ['CP-1', 1],
      ['CP-2', 2],
      ['CP-1', 3],
    ] as const) {
      const { session } = testSession({ station })
      session.epoch = epoch
      announcer.disconnected(session, 'closed', 1000)
    }
    await Promise.resolve()
    announcer.retry()
    await Promise.resolve()
    assert.equal(state.published.length, 0)
    state.hasRoom = true
    await until('both are told', () => {
      announcer.retry()
      return state.published.length === 2
    })
    announcer.retry()
    assert.deepEqual(state.published.map(({ id }) => id).sort(), [
      'default/CP-1/StationDisconnected/3',
      'default/CP-2/StationDisconnected/2',
    ])
  })

  it('tells a few refusals a second, each under an id of its own, and none of a name nobody can have', () => {
    const { state, announcer } = setUp()
    const identity = { tenant: 'default', station: 'CP-1' }
    announcer.refused({ ...identity, station: 'a\nb' }, '192.0.2.1', 'invalid_identity')
    assert.equal(state.published.length, 0)
    for (let i = 0; i < 100; i++) announcer.refused(identity, '192.0.2.1', 'bad_credentials')
    assert.equal(state.published.length, 10)
    assert.equal(new Set(state.published.map(({ id }) => id)).size, 10)
  })
})
