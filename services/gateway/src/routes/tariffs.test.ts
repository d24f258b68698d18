import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const settings = {
  name: 'Daytime',
  currency: 'EUR',
  elements: [
    {
      priceComponents: [
        { type: 'ENERGY', price: '0.35', vat: '19', stepSize: 100 },
        { type: 'FLAT', price: '1' },
      ],
    },
  ],
  stationIds: ['CP-1'],
}

describe('tariffs', () => {
  let gateway: TestGateway
  before(async () => {
    let stored: Tariff | undefined
    gateway = await startGateway({
      owners: {
        tariffs: {
          async putTariff({ tariff }) {
            stored = Tariff.fromPartial({ ...tariff, version: 1, validFrom: '2026-11-23T08:00:00Z' })
            return stored
          },
          async getTariff({ tariffId }) {
            if (tariffId !== stored?.tariffId)
              throw fail('not_found', `there is no tariff ${tariffId}`, { field: 'tariffId' })
            return stored
          },
          async listTariffs() {
            return { tariffs: stored === undefined ? [] : [stored], nextPageToken: '' }
          },
          async deleteTariff() {
            stored = undefined
            return {}
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('are put, read, listed and removed', async () => {
    const put = await gateway.call('PUT', '/v1/tariffs/day', settings)
    assert.equal(put.status, 200)
    assert.deepEqual(put.body, {
      tariffId: 'day',
      ...settings,
      elements: [
        {
          priceComponents: [
            { type: 'ENERGY', price: '0.35', vat: '19', stepSize: 100 },
            { type: 'FLAT', price: '1', stepSize: 1 },
          ],
        },
      ],
      version: 1,
      validFrom: '2026-11-23T08:00:00Z',
    })
    assert.deepEqual((await gateway.call('GET', '/v1/tariffs/day')).body, put.body)
    assert.deepEqual((await gateway.call('GET', '/v1/tariffs')).body, { items: [put.body], nextCursor: null })
    assert.equal((await gateway.call('DELETE', '/v1/tariffs/day')).status, 204)
    assert.equal((await gateway.call('GET', '/v1/tariffs/day')).status, 404)
  })

  it('are refused with every fault named', async () => {
    const { status, body } = await gateway.call('PUT', '/v1/tariffs/day', {
      currency: 'euro',
      elements: [
        {
          priceComponents: [
            { type: 'ENERGY', price: 0.35 },
            { type: 'POWER', price: '1', stepsize: 1 },
          ],
        },
      ],
      validFrom: 'soon',
    })
    assert.equal(status, 400)
    const { errors } = body as { errors: { field: string }[] }
    assert.deepEqual(errors.map(({ field }) => field).sort(), [
      'currency',
      'elements[0].priceComponents[0].price',
      'elements[0].priceComponents[1].stepsize',
      'elements[0].priceComponents[1].type',
      'validFrom',
    ])
  })

  it('have names that fit into a path', async () => {
    assert.equal((await gateway.call('PUT', '/v1/tariffs/a%20b', settings)).status, 400)
    assert.equal((await gateway.call('PUT', `/v1/tariffs/${'a'.repeat(49)}`, settings)).status, 400)
  })
})
