import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { displayMessage } from './display-message.ts'

const message = { format: 'UTF8', content: 'Hello' } as const

describe('displayMessage', () => {
  it('leaves empty what was not said', () => {
    assert.deepEqual(displayMessage({ id: 1, priority: 'NormalCycle', message }), {
      messageId: 1n,
      priority: 'NormalCycle',
      state: '',
      startsAt: '',
      endsAt: '',
      transactionId: '',
      component: '',
      componentInstance: '',
      evseId: 0,
      connectorId: 0,
      texts: [{ format: 'UTF8', language: '', content: 'Hello' }],
    })
  })

  it('has its times in UTC, and none that is no time', () => {
    const times = { startDateTime: '2031-01-01T01:00:00+01:00', endDateTime: 'tomorrow' }
    const { startsAt, endsAt } = displayMessage({ id: 1, priority: 'NormalCycle', message, ...times })
    assert.deepEqual([startsAt, endsAt], ['2031-01-01T00:00:00.000Z', ''])
  })
})
