import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EventStream, KnownMonitor } from '@chargeplane/proto/stations/v1/diagnostics'
import { startGateway } from '../testing/gateway.ts'

const reportedAt = '2026-03-01T10:00:00.000Z'
const hot = {
  component: 'Connector',
  evseId: 1,
  connectorId: 2,
  variable: 'Temperature',
  type: 'UpperThreshold',
  value: 70.5,
  severity: 2,
  duringTransaction: false,
}

describe('monitors of a station', () => {
  it('are listed page by page', async () => {
    const monitors = [KnownMonitor.fromPartial({ monitor: { ...hot, monitorId: 7n }, reportedAt, beforeBoot: true })]
    await using gateway = await startGateway({
      owners: { diagnostics: { listMonitors: async () => ({ monitors, nextPageToken: 'next' }) } },
    })
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/monitors?limit=1')
    const { items, nextCursor } = body as { items: unknown[]; nextCursor: string }
    assert.deepEqual(items, [{ ...hot, monitorId: 7, reportedAt, beforeBoot: true }])
    await gateway.call('GET', `/v1/stations/CP-1/monitors?cursor=${nextCursor}`)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1)?.request, { stationId: 'CP-1', pageToken: 'next' })
    assert.equal((await gateway.call('GET', `/v1/stations/CP-2/monitors?cursor=${nextCursor}`)).status, 400)
  })

  it('refuses to show an id that JSON would round', async () => {
    const monitors = [KnownMonitor.fromPartial({ monitor: { ...hot, monitorId: 2n ** 60n }, reportedAt })]
    await using gateway = await startGateway({
      owners: { diagnostics: { listMonitors: async () => ({ monitors, nextPageToken: '' }) } },
    })
    assert.equal((await gateway.call('GET', '/v1/stations/CP-1/monitors')).status, 500)
  })
})

describe('event streams of a station', () => {
  it('are listed with what waits at the station', async () => {
    const opened = { openedAt: reportedAt, pending: 12n, valuesAt: reportedAt }
    const streams = [
      EventStream.fromPartial({ streamId: 1n, monitorId: 7n, intervalS: 60n, ...opened }),
      EventStream.fromPartial({ streamId: 2n, monitorId: 8n, values: 5n, openedAt: reportedAt }),
    ]
    await using gateway = await startGateway({
      owners: { diagnostics: { listEventStreams: async () => ({ streams, nextPageToken: '' }) } },
    })
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/event-streams')
    assert.deepEqual(body, {
      items: [
        { streamId: 1, monitorId: 7, intervalS: 60, openedAt: reportedAt, pending: 12, valuesAt: reportedAt },
        { streamId: 2, monitorId: 8, values: 5, openedAt: reportedAt, pending: 0 },
      ],
      nextCursor: null,
    })
  })
})
