import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLine, events } from './events.ts'

const run = (topic: string) =>
  events.run({ options: { 'from-beginning': false, station: undefined }, positionals: [topic], forwarded: [] })

describe('events', () => {
  it('prints 64-bit integers as text, bytes as base64, all on one line', () => {
    const line = eventLine({ offset: 9007199254740993n, data: { raw: new Uint8Array([1, 2, 255]), text: 'a\nb' } })
    assert.equal(line, '{"offset":"9007199254740993","data":{"raw":"AQL/","text":"a\\nb"}}')
  })

  it('prints a Buffer like any other bytes', () => {
    assert.equal(eventLine({ raw: Buffer.from([1, 2, 255]) }), '{"raw":"AQL/"}')
  })

  it('refuses a topic that there is not, and one of dead letters, which hold no events', async () => {
    for (const topic of ['ocpp.transaction', 'ocpp.transactions.dead', ''])
      await assert.rejects(run(topic), {
        code: 'invalid_argument',
        field: topic,
        message: /one of ocpp\.connections, /,
      })
  })
})
