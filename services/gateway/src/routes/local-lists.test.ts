import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { startGateway, type TestGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const list = {
  stationId: 'CP-1',
  version: 3,
  entries: 2,
  acknowledgedAt: '2026-11-23T08:00:00.000Z',
}

describe('local lists', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        localLists: {
          syncLocalList: async ({ full }) => ({ ...list, updateType: full ? 'Full' : 'Differential' }),
          async getLocalList({ stationId }) {
            if (stationId === 'CP-1') return { ...list, updateType: '' }
            throw fail('not_found', 'the station has acknowledged no list', { field: 'stationId' })
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('are brought to stations by operators', async () => {
    const { status, body } = await gateway.call('POST', '/v1/stations/CP-1/local-list', {})
    assert.deepEqual([status, body], [200, { ...list, updateType: 'Differential' }])
    assert.deepEqual(gateway.owners.asked.at(-1)?.request, { tenant: 'acme', stationId: 'CP-1', full: false })
    const full = await gateway.call('POST', '/v1/stations/CP-1/local-list', { full: true })
    assert.partialDeepStrictEqual(full.body, { updateType: 'Full' })
    const viewer = await gateway.call('POST', '/v1/stations/CP-1/local-list', {}, { key: keys.viewer })
    assert.equal(viewer.status, 403)
  })

  it('are shown as the station acknowledged them', async () => {
    assert.deepEqual((await gateway.call('GET', '/v1/stations/CP-1/local-list')).body, list)
    assert.equal((await gateway.call('GET', '/v1/stations/CP-9/local-list')).status, 404)
  })
})
