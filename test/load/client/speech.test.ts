import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseFrame, receiveCall } from '@chargeplane/ocpp'
import { tolerant } from '@chargeplane/ocpp/testing'
import { bootOf, isHeartbeat, messageOf, numberOf, type Speaker } from './speech.ts'

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

    for (const length of [12, 48] as const) {
      const all = Array.from({ length: 2 * length }, (_, n) => messageOf(speaker, n, length, startMs))

      it(`is as OCPP has it, boot and all messages of two charges of ${length}`, () => {
        for (const { action, payload } of [{ action: 'BootNotification', payload: bootOf(speaker) }, ...all]) {
          const received = receive(action, payload)
          assert.equal(received.type, 'accepted', `${action} ${payload}`)
          if (received.type === 'accepted') assert.deepEqual([received.schemaFault, received.quirks], ['', []], action)
        }
      })

      it(`is numbered: every message but a heartbeat is found again by what it says, in charges of ${length}`, () => {
        for (const [n, { action, payload }] of all.entries()) {
          assert.equal(numberOf(payload, startMs), isHeartbeat(n, length) ? undefined : n, action)
          assert.equal(action === 'Heartbeat', isHeartbeat(n, length))
        }
      })

      if (speaker.version === '2.0.1')
        it(`numbers the events of a transaction without a gap, in charges of ${length}`, () => {
          const events = all.slice(length).filter(({ action }) => action === 'TransactionEvent')
          const read = events.map(({ payload }) => JSON.parse(payload) as { eventType: string; seqNo: number })
          assert.deepEqual(
            read.map(({ seqNo }) => seqNo),
            read.map((_, i) => i),
          )
          assert.deepEqual([read.at(0)?.eventType, read.at(-1)?.eventType], ['Started', 'Ended'])
        })
    }
  })
}

describe('numberOf', () => {
  it('knows no number of what was not said in traffic', () => {
    assert.equal(numberOf('{"timestamp":"2025-11-25T10:00:00.123Z"}', startMs), undefined)
    assert.equal(numberOf('{"timestamp":"2025-11-25T09:00:00.000Z"}', startMs), undefined)
    assert.equal(numberOf('{}', startMs), undefined)
  })
})
