import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { IssuedCertificate } from '@chargeplane/proto/stations/v1/certificates'
import { startGateway, type TestGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const issued = IssuedCertificate.fromPartial({
  serialNumber: '4a0b',
  fingerprint: 'ff'.repeat(32),
  subject: 'CN=CP-1, O=Operator',
  notBefore: '2026-11-23T08:00:00.000Z',
  notAfter: '2027-11-23T08:00:00.000Z',
  issuedAt: '2026-11-23T08:00:00.000Z',
  delivery: 'installed',
  chain: 'PEM',
})
const event = {
  type: 'TamperDetectionActivated',
  occurredAt: '2026-11-23T08:00:00.000Z',
  receivedAt: '2026-11-23T08:00:01.000Z',
}

describe('the security of a station', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        certificates: {
          async listIssuedCertificates({ stationId }) {
            if (stationId !== 'CP-1') throw fail('not_found', 'not registered', { field: 'stationId' })
            return { certificates: [issued], nextPageToken: 'next' }
          },
        },
        securityEvents: {
          listSecurityEvents: async ({ pageToken }) => ({
            events: [{ ...event, techInfo: pageToken === '' ? 'lid' : '' }],
            nextPageToken: pageToken === '' ? 'next' : '',
          }),
        },
      },
    })
  })
  after(() => gateway.close())

  it('shows certificates, leaving out what is empty', async () => {
    const { status, body } = await gateway.call('GET', '/v1/stations/CP-1/certificates', undefined, {
      key: keys.viewer,
    })
    assert.equal(status, 200)
    const { certificateType: _, deliveryError: __, ...shown } = issued
    assert.deepEqual((body as { items: unknown[] }).items, [shown])
    assert.equal((await gateway.call('GET', '/v1/stations/CP-2/certificates')).status, 404)
  })

  it('pages security events, each list with cursors of its own', async () => {
    const first = await gateway.call('GET', '/v1/stations/CP-1/security-events?type=TamperDetectionActivated&limit=1')
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      request: { tenant: 'acme', stationId: 'CP-1', type: 'TamperDetectionActivated', pageSize: 1 },
    })
    const { items, nextCursor } = first.body as { items: unknown[]; nextCursor: string }
    assert.deepEqual(items, [{ ...event, techInfo: 'lid' }])
    const path = '/v1/stations/CP-1/security-events'
    const more = await gateway.call('GET', `${path}?type=TamperDetectionActivated&cursor=${nextCursor}`)
    assert.deepEqual(more.body, { items: [event], nextCursor: null })
    assert.equal((await gateway.call('GET', `${path}?cursor=${nextCursor}`)).status, 400)
  })
})
