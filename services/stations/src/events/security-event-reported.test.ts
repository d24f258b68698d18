import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { SecurityEventReported } from '@chargeplane/proto/ocpp/v1/security'
import { listSecurityEvents } from '../rpc/list-security-events.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { identityContested } from './identity-contested.ts'
import { securityEventReported } from './security-event-reported.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(() => bench.database.query('DELETE FROM security_events'))

const report = (type: string, at: number, more: Partial<SecurityEventReported> = {}) =>
  bench.receive(
    securityEventReported,
    'chargeplane.ocpp.v1.SecurityEventReported',
    SecurityEventReported.fromPartial({ origin: origin(10, at, at), type, occurredAt: minute(at), ...more }),
  )

const list = (more: { type?: string; pageSize?: number; pageToken?: string; stationId?: string } = {}) =>
  listSecurityEvents(bench.database)({
    tenant: 'default',
    stationId: 'CP-1',
    type: '',
    pageSize: 0,
    pageToken: '',
    ...more,
  })

describe('security events', () => {
  it('are kept and listed, newest first, page by page, by type', async () => {
    await report('TamperDetectionActivated', 2, { techInfo: 'lid\u0000' })
    await report('InvalidCsmsCertificate', 3)
    await report('TamperDetectionActivated', 1)
    const first = await list({ pageSize: 2 })
    assert.deepEqual(
      first.events.map(({ type, occurredAt, techInfo }) => [type, occurredAt, techInfo]),
      [
        ['InvalidCsmsCertificate', minute(3), ''],
        ['TamperDetectionActivated', minute(2), 'lid\u{FFFD}'],
      ],
    )
    const second = await list({ pageSize: 2, pageToken: first.nextPageToken })
    assert.deepEqual([second.events[0]?.occurredAt, second.events[0]?.receivedAt], [minute(1), minute(1)])
    assert.equal(second.nextPageToken, '')
    assert.equal((await list({ type: 'TamperDetectionActivated' })).events.length, 2)
    await assert.rejects(list({ stationId: 'CP-9' }), { code: 'not_found' })
    await assert.rejects(list({ pageToken: 'x' }), { code: 'invalid_argument', field: 'pageToken' })
  })

  it('count though a newer session has begun, and keep a time of ours where the station gave none (A04.FR.02)', async () => {
    await report('StartupOfTheDevice', 20)
    await report('ResetOrReboot', 5, { origin: origin(9, 1, 21), occurredAt: 'yesterday' })
    assert.deepEqual(
      (await list()).events.map(({ occurredAt }) => occurredAt),
      [minute(21), minute(20)],
    )
  })

  it('are no more than a thousand, the newest', async () => {
    await bench.database.query(
      `INSERT INTO security_events SELECT 'default', 'cp-1', '2020-01-01'::timestamptz + n * interval '1 s', n::text, 'old', '', now()
       FROM generate_series(1, 1000) n`,
    )
    await report('new', 1)
    const [row] = await bench.database.query<{ count: string; oldest: Date }>(
      'SELECT count(*), min(occurred_at) AS oldest FROM security_events',
    )
    assert.deepEqual([Number(row?.count), row?.oldest.toISOString()], [1000, '2020-01-01T00:00:02.000Z'])
    assert.equal((await list({ pageSize: 1 })).events[0]?.type, 'new')
  })

  it('promise 24: tell who fights for a station, however old the session that was replaced', async () => {
    await report('StartupOfTheDevice', 20)
    const origins = {
      origin: origin(9, 0, 21),
      takeovers: 6,
      remoteAddresses: ['192.0.2.1', '192.0.2.2'],
      refusedS: 15,
    }
    await bench.receive(identityContested, 'chargeplane.ocpp.v1.IdentityContested', origins)
    const [event] = (await list()).events
    assert.deepEqual(
      [event?.type, event?.techInfo, event?.occurredAt],
      ['IdentityContested', '6 takeovers in a minute, from 192.0.2.1, 192.0.2.2', minute(21)],
    )
  })

  it('are one event however often it is told', async () => {
    const data = SecurityEventReported.fromPartial({ origin: origin(10, 1), type: 'T', occurredAt: minute(1) })
    for (let i = 0; i < 2; i++) {
      await bench.receive(securityEventReported, 'chargeplane.ocpp.v1.SecurityEventReported', data)
    }
    assert.equal((await list()).events.length, 1)
  })
})
