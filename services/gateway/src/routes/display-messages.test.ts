import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KnownDisplayMessage } from '@chargeplane/proto/stations/v1/diagnostics'
import { startGateway } from '../testing/gateway.ts'

const reportedAt = '2026-03-01T10:00:00.000Z'

describe('display messages of a station', () => {
  it('are listed with what was said of each', async () => {
    const texts = [
      { format: 'UTF8', language: 'en', content: 'Welcome' },
      { format: 'UTF8', language: '', content: 'Welkom' },
    ]
    const more = { state: 'Idle', startsAt: reportedAt, transactionId: 'tx', component: 'Display', evseId: 2 }
    const messages = [
      KnownDisplayMessage.fromPartial({ message: { messageId: 1n, priority: 'InFront', texts, ...more }, reportedAt }),
      KnownDisplayMessage.fromPartial({ message: { messageId: 2n, priority: 'NormalCycle' }, reportedAt }),
    ]
    await using gateway = await startGateway({
      owners: { diagnostics: { listDisplayMessages: async () => ({ messages, nextPageToken: '' }) } },
    })
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/display-messages')
    assert.deepEqual(body, {
      items: [
        {
          messageId: 1,
          priority: 'InFront',
          state: 'Idle',
          startsAt: reportedAt,
          transactionId: 'tx',
          display: { component: 'Display', evseId: 2 },
          texts: [
            { format: 'UTF8', language: 'en', content: 'Welcome' },
            { format: 'UTF8', content: 'Welkom' },
          ],
          reportedAt,
        },
        { messageId: 2, priority: 'NormalCycle', texts: [], reportedAt },
      ],
      nextCursor: null,
    })
  })
})
