// OCPP-J 2.x chapter 7.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseFrame } from './frames.ts'
import { call, exchange, onlyEvent } from './testing.ts'

const jws = (payload: unknown) => ({
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64url'),
  protected: Buffer.from('{"alg":"ES256","OCPPAction":"X"}').toString('base64url'),
  signature: 'c2ln',
})
const status = { timestamp: '2025-12-01T09:00:00Z', connectorStatus: 'Available', evseId: 1, connectorId: 1 }

describe('signed messages', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`are worked as what was signed, and remembered as signed (${version}, J 7.2)`, () => {
      const { reply, events } = exchange(version, call('StatusNotification-Signed', jws(status)))
      assert.equal(reply, '[3,"id-1",{}]')
      const { origin } = onlyEvent(events).data
      assert.deepEqual(
        [origin?.action, origin?.signed, origin?.rawPayload],
        ['StatusNotification', true, JSON.stringify(status)],
      )
    })
  }

  it('are checked like any other, and their id tokens are hashed', () => {
    assert.match(
      exchange('2.1', call('StatusNotification-Signed', jws({})), {}, {}, { strict: true }).reply,
      /"OccurrenceConstraintViolation"/,
    )
    const cleared = exchange('2.1', call('Heartbeat-Signed', jws('null')))
    assert.match(cleared.reply, /^\[3,/)
  })

  it('that hold no message are refused by their id', () => {
    const broken: unknown[] = [{}, { payload: 5 }, jws('{"a":'), jws('['.repeat(100) + ']'.repeat(100)), null, [], 'x']
    for (const payload of broken) {
      const frame = parseFrame(call('Heartbeat-Signed', payload), '2.1')
      assert.ok(frame.type === 'invalid' && frame.reply, JSON.stringify(payload))
      assert.deepEqual([frame.id, frame.failure.code], ['id-1', 'format_violation'])
    }
  })

  it('do not exist in 1.6', () => {
    assert.match(exchange('1.6', call('Heartbeat-Signed', jws({}))).reply, /"NotImplemented"/)
  })

  it('may be SENDs, which are not answered even so', () => {
    const frame = parseFrame('[6,"id-1","NotifyPeriodicEventStream-Signed",{}]', '2.1')
    assert.ok(frame.type === 'invalid')
    assert.equal(frame.reply, false)
  })
})
