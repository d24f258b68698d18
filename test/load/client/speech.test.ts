import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseFrame, receiveCall } from '@chargeplane/ocpp'
import { tolerant } from '@chargeplane/ocpp/testing'
import { bootOf, cycle, isHeartbeat, messageOf, numberOf, type Speaker } from './speech.ts'

const startMs = Date.parse('2025-11-25T10:00:00Z')
const speakers: Speaker[] = [
  { name: 'LOAD-000000', version: '1.6', transactionId: 42 },
  { name: 'LOAD-000001', version: '2.0.1', transactionId: 0 },
]

for (const speaker of speakers) {
  describe(`what stations of ${speaker.version} say`, () => {
    const receive = (action: string, payload: string) => {
      const frame = parseFrame(`[2,"1","${action}",${payload}]`, speaker.version)
      if (frame.type !== 'call') throw new Error(`a frame of the load is ${frame.type}`)
      return receiveCall(speaker.version, frame, tolerant)
    }

    it('is as OCPP has it, boot and all messages of two charges', () => {
      const all = Array.from({ length: 2 * cycle }, (_, n) => messageOf(speaker, n, startMs))
      for (const { action, payload } of [{ action: 'BootNotification', payload: bootOf(speaker) }, ...all]) {
        const received = receive(action, payload)
        assert.equal(received.type, 'accepted', `${action} ${payload}`)
        if (received.type === 'accepted') assert.deepEqual([received.schemaFault, received.quirks], ['', []], action)
      }
    })

    it('is numbered: every message but a heartbeat is found again by what it says', () => {
      for (let n = 0; n < 2 * cycle; n++) {
        const { action, payload } = messageOf(speaker, n, startMs)
        assert.equal(numberOf(payload, startMs), isHeartbeat(n) ? undefined : n, action)
        assert.equal(action === 'Heartbeat', isHeartbeat(n))
      }
    })
  })
}

describe('numberOf', () => {
  it('knows no number of what was not said in traffic', () => {
    assert.equal(numberOf('{"timestamp":"2025-11-25T10:00:00.123Z"}', startMs), undefined)
    assert.equal(numberOf('{"timestamp":"2025-11-25T09:00:00.000Z"}', startMs), undefined)
    assert.equal(numberOf('{}', startMs), undefined)
  })
})
