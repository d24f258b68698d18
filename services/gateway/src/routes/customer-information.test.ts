import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const at = '2026-03-01T10:00:00.000Z'
const path = '/v1/stations/CP-1/customer-information/7'
const message = { requestId: 7n, complete: true, generatedAt: at, text: 'Jane Doe', expiresAt: at }

describe('customer information', () => {
  it('is for operators, not for who may only look', async () => {
    await using gateway = await startGateway({
      owners: { diagnostics: { getCustomerInformation: async () => message } },
    })
    const { body } = await gateway.call('GET', path, undefined, { key: keys.operator })
    assert.deepEqual(body, { ...message, requestId: 7 })
    assert.deepEqual(gateway.owners.asked.at(-1)?.request, { tenant: 'acme', stationId: 'CP-1', requestId: 7n })
    assert.equal((await gateway.call('GET', path, undefined, { key: keys.viewer })).status, 403)
    assert.equal((await gateway.call('GET', '/v1/stations/CP-1/customer-information/x')).status, 400)
  })

  it('can be deleted', async () => {
    await using gateway = await startGateway({
      owners: { diagnostics: { deleteCustomerInformation: async () => ({}) } },
    })
    assert.equal((await gateway.call('DELETE', path, undefined, { key: keys.viewer })).status, 403)
    assert.equal((await gateway.call('DELETE', path, undefined, { key: keys.operator })).status, 204)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      method: 'DeleteCustomerInformation',
      request: { requestId: 7n },
    })
  })
})
