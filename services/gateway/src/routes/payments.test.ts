import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { Settlement, type VatCompany } from '@chargeplane/proto/billing/v1/payments'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const told = {
  stationId: 'CP-1',
  pspRef: 'PSP-1',
  status: 'Settled',
  amount: '12.34',
  settledAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:01.000Z',
}
const address = { name: 'ACME', address1: 'Street 1', city: 'Town', country: 'NL' }

describe('payments', () => {
  let gateway: TestGateway
  before(async () => {
    const money = { currency: 'EUR', amountMinor: 1234n, currencyExponent: 2, receiptId: 'rc_1' }
    const vatCompany = { ...address, address2: '', postalCode: '' }
    const settlement = Settlement.fromPartial({ ...told, ...money, vatNumber: 'NL1', vatCompany })
    let company: VatCompany | undefined
    gateway = await startGateway({
      owners: {
        payments: {
          listSettlements: async () => ({
            settlements: [settlement, Settlement.fromPartial(told)],
            nextPageToken: 'n',
          }),
          async getSettlement({ receiptId }) {
            if (receiptId !== 'rc_1') throw fail('not_found', 'no such receipt', { field: 'receiptId' })
            return settlement
          },
          async putVatCompany(request) {
            company = request
            return request
          },
          async getVatCompany() {
            if (company === undefined) throw fail('not_found', 'no such company', { field: 'vatNumber' })
            return company
          },
          async deleteVatCompany() {
            company = undefined
            return {}
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('have their settlements listed, with money where the currency is known', async () => {
    const { body } = await gateway.call('GET', '/v1/settlements?stationId=CP-1&limit=2')
    const { items, nextCursor } = body as { items: unknown[]; nextCursor: string }
    const money = { currency: 'EUR', amountMinor: 1234, currencyExponent: 2 }
    assert.deepEqual(items, [{ ...told, ...money, receiptId: 'rc_1', vatNumber: 'NL1', vatCompany: address }, told])
    const next = await gateway.call('GET', `/v1/settlements?stationId=CP-1&cursor=${nextCursor}`)
    assert.equal(next.status, 200)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { stationId: 'CP-1', pageToken: 'n' } })
    assert.equal((await gateway.call('GET', `/v1/settlements?stationId=CP-2&cursor=${nextCursor}`)).status, 400)
  })

  it('are found by their receipt', async () => {
    const { body } = await gateway.call('GET', '/v1/receipts/rc_1')
    assert.partialDeepStrictEqual(body, { pspRef: 'PSP-1', receiptId: 'rc_1' })
    assert.equal((await gateway.call('GET', '/v1/receipts/rc_2')).status, 404)
  })

  it('have companies for their receipts, put, read and removed', async () => {
    const path = '/v1/vat-companies/NL004495445B01'
    const put = await gateway.call('PUT', path, address)
    assert.deepEqual([put.status, put.body], [200, { vatNumber: 'NL004495445B01', address }])
    assert.deepEqual((await gateway.call('GET', path)).body, put.body)
    assert.equal((await gateway.call('DELETE', path)).status, 204)
    assert.equal((await gateway.call('GET', path)).status, 404)
    const faulty = await gateway.call('PUT', path, { ...address, city: '', street: 'x' })
    const { errors } = faulty.body as { errors: { field: string }[] }
    assert.deepEqual([faulty.status, errors.map(({ field }) => field).sort()], [400, ['city', 'street']])
  })
})
