import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'
import type { OcppVersion } from '../../versions.ts'

const welcome = {
  id: 7,
  priority: 'InFront',
  state: 'Idle',
  startDateTime: '2031-01-01T01:00:00+01:00',
  endDateTime: '2032-01-01T00:00:00Z',
  message: { format: 'UTF8', language: 'en', content: 'Welcome' },
}

function reported(version: OcppVersion, request: unknown) {
  const { reply, events } = exchange(version, call('NotifyDisplayMessages', request))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.DisplayMessagesReported')
  return event.data
}

describe('2.x NotifyDisplayMessages', () => {
  it('becomes the messages, with times that lie far ahead as they are (O03.FR.02)', () => {
    const { origin, ...data } = reported('2.0.1', { requestId: 4, tbc: true, messageInfo: [welcome] })
    assert.equal(origin?.action, 'NotifyDisplayMessages')
    assert.deepEqual(data, {
      requestId: 4n,
      toBeContinued: true,
      messages: [
        {
          messageId: 7n,
          priority: 'InFront',
          state: 'Idle',
          startsAt: '2031-01-01T00:00:00.000Z',
          endsAt: '2032-01-01T00:00:00.000Z',
          transactionId: '',
          component: '',
          componentInstance: '',
          evseId: 0,
          connectorId: 0,
          texts: [{ format: 'UTF8', language: 'en', content: 'Welcome' }],
        },
      ],
    })
  })

  it('has the other languages of 2.1, the display and the transaction', () => {
    const message = {
      ...welcome,
      transactionId: 'tx-1',
      display: { name: 'Display', instance: 'left', evse: { id: 2 } },
      messageExtra: [{ format: 'UTF8', language: 'nl', content: 'Welkom' }],
    }
    const [first] = reported('2.1', { requestId: 4, messageInfo: [message] }).messages
    assert.deepEqual(
      [first?.transactionId, first?.component, first?.componentInstance, first?.evseId],
      ['tx-1', 'Display', 'left', 2],
    )
    assert.deepEqual(
      first?.texts.map(({ language, content }) => [language, content]),
      [
        ['en', 'Welcome'],
        ['nl', 'Welkom'],
      ],
    )
  })

  it('may be empty', () => assert.deepEqual(reported('2.0.1', { requestId: 4 }).messages, []))
})
