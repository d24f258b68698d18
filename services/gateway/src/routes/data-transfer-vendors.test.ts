import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { startGateway } from '../testing/gateway.ts'

describe('vendors of DataTransfer', () => {
  it('are put, read, listed and removed, whatever their id is made of', async () => {
    const vendors = new Map<string, string[]>()
    const find = (vendorId: string) => {
      const messageIds = vendors.get(vendorId)
      if (messageIds === undefined) throw fail('not_found', 'no such vendor', { field: 'vendorId' })
      return { tenant: 'acme', vendorId, messageIds }
    }
    await using gateway = await startGateway({
      owners: {
        transfers: {
          async putVendor({ vendorId, messageIds }) {
            vendors.set(vendorId, messageIds)
            return find(vendorId)
          },
          getVendor: async ({ vendorId }) => find(vendorId),
          listVendors: async () => ({ vendors: [...vendors.keys()].map(find), nextPageToken: '' }),
          async deleteVendor({ vendorId }) {
            vendors.delete(find(vendorId).vendorId)
            return {}
          },
        },
      },
    })
    const path = `/v1/data-transfer-vendors/${encodeURIComponent('EN+ /x')}`
    const put = await gateway.call('PUT', path, { messageIds: ['ping'] })
    assert.deepEqual([put.status, put.body], [200, { vendorId: 'EN+ /x', messageIds: ['ping'] }])
    assert.deepEqual((await gateway.call('GET', path)).body, put.body)
    assert.deepEqual((await gateway.call('GET', '/v1/data-transfer-vendors')).body, {
      items: [put.body],
      nextCursor: null,
    })
    assert.equal((await gateway.call('DELETE', path)).status, 204)
    assert.equal((await gateway.call('GET', path)).status, 404)
    assert.equal((await gateway.call('PUT', path, {})).status, 200, 'any message, where none is named')
    assert.equal((await gateway.call('PUT', path, { messageIds: [''] })).status, 400)
  })
})
