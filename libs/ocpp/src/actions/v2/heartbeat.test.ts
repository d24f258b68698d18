import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange } from '../../testing.ts'

describe('2.0.1 Heartbeat', () => {
  it('is answered the time and becomes no event', () => {
    assert.deepEqual(exchange('2.0.1', call('Heartbeat', {})), {
      reply: '[3,"id-1",{"currentTime":"2025-12-01T10:00:01.000Z"}]',
      question: undefined,
      questions: [],
      events: [],
    })
  })

  it('may carry customData', () => {
    const payload = { customData: { vendorId: 'com.example', uptime: 5 } }
    assert.match(exchange('2.0.1', call('Heartbeat', payload)).reply, /^\[3,"id-1",/)
  })

  it('may have null for a payload', () => {
    assert.match(exchange('2.0.1', '[2,"id-1","Heartbeat",null]').reply, /^\[3,"id-1",/)
  })
})
