import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { Maintenance } from '@chargeplane/proto/stations/v1/diagnostics'
import { startGateway } from '../testing/gateway.ts'

const reportedAt = '2026-03-01T10:00:00.000Z'

describe('maintenance of a station', () => {
  it('shows what was said, and leaves out what was not', async () => {
    const message = Maintenance.fromPartial({
      firmware: { status: 'DownloadFailed', requestId: 4n, reasonCode: 'NoSpace', reason: '3 MB', reportedAt },
      firmwarePublication: { status: 'Published', locations: ['http://a/fw'], reportedAt },
    })
    await using gateway = await startGateway({ owners: { diagnostics: { getMaintenance: async () => message } } })
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/maintenance')
    assert.deepEqual(body, {
      firmware: { status: 'DownloadFailed', requestId: 4, reasonCode: 'NoSpace', reason: '3 MB', reportedAt },
      firmwarePublication: { status: 'Published', locations: ['http://a/fw'], reportedAt },
    })
    assert.deepEqual(gateway.owners.asked.at(-1)?.request, { tenant: 'acme', stationId: 'CP-1' })
  })

  it('is not there for a station that is not', async () => {
    const getMaintenance = async () => Promise.reject(fail('not_found', 'no', { field: 'stationId' }))
    await using gateway = await startGateway({ owners: { diagnostics: { getMaintenance } } })
    assert.equal((await gateway.call('GET', '/v1/stations/CP-9/maintenance')).status, 404)
  })
})
