import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { DisplayMessage, DisplayMessagesReported } from '@chargeplane/proto/ocpp/v1/display'
import { displayMessagesReported } from '../events/display-messages-reported.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { listDisplayMessages } from './list-display-messages.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['sessions', 'station_facts', 'display_messages'])
    await bench.database.query(`DELETE FROM ${table}`)
})

const welcome = DisplayMessage.fromPartial({
  messageId: 7n,
  priority: 'InFront',
  startsAt: minute(0),
  texts: [
    { format: 'UTF8', language: 'en', content: 'Welcome "all"' },
    { format: 'UTF8', language: 'nl', content: 'Welkom' },
  ],
})
const reported = (epoch: number, sequence: number, messages: DisplayMessage[], at = sequence) =>
  bench.receive(
    displayMessagesReported,
    'chargeplane.ocpp.v1.DisplayMessagesReported',
    DisplayMessagesReported.fromPartial({ origin: origin(epoch, sequence, at), requestId: 1n, messages }),
  )
const list = (more: { stationId?: string; pageSize?: number } = {}) =>
  listDisplayMessages(bench.database)({ tenant: 'default', stationId: 'CP-1', pageSize: 0, pageToken: '', ...more })

describe('listDisplayMessages', () => {
  it('gives what the station last reported of each message', async () => {
    await reported(10, 1, [{ ...welcome, priority: 'NormalCycle' }])
    await reported(10, 3, [welcome])
    await reported(10, 2, [{ ...welcome, priority: 'AlwaysFront' }])
    assert.deepEqual(await list(), { messages: [{ message: welcome, reportedAt: minute(3) }], nextPageToken: '' })
  })

  it('gives a page at a time', async () => {
    await reported(10, 1, [welcome, { ...welcome, messageId: 8n }])
    const page = await list({ pageSize: 1 })
    assert.equal(page.messages.length, 1)
    assert.notEqual(page.nextPageToken, '')
  })

  it('ignores a zombie, and refuses a station that is not there', async () => {
    await sessionsOf(bench).connected(11, 5)
    await reported(10, 1, [welcome], 6)
    assert.deepEqual((await list()).messages, [])
    await assert.rejects(list({ stationId: 'CP-9' }), { code: 'not_found' })
  })
})
