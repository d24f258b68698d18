import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { CompanyAddress } from '@chargeplane/proto/ocpp/v1/payments'
import { migrations } from '../migrations.ts'
import { vatCompanies } from './vat-companies.ts'

const address = CompanyAddress.fromPartial({ name: 'ACME', address1: 'Street 1', city: 'Town', country: 'DE' })
const tenant = 'acme'

describe('companies by VAT number', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
  })
  after(() => schema.drop())
  const companies = () => vatCompanies(schema.database)

  it('C18.FR.09: are told with the number, however it is written; a number without one is good, too', async () => {
    const vatNumber = 'de 136 695 976'
    const unknown = await companies().checkVatNumber({ tenant, vatNumber })
    assert.deepEqual(unknown, { valid: true, problem: '', company: undefined })
    await companies().putVatCompany({ tenant, vatNumber, address })
    assert.deepEqual((await companies().checkVatNumber({ tenant, vatNumber: 'DE136695976' })).company, address)
    assert.equal((await companies().checkVatNumber({ tenant: 'rival', vatNumber })).company, undefined)
    const wrong = await companies().checkVatNumber({ tenant, vatNumber: 'DE136695978' })
    assert.deepEqual(wrong, { valid: false, problem: 'its check digit is wrong', company: undefined })
  })

  it('are put, read, replaced and removed', async () => {
    const vatNumber = 'NL004495445B01'
    await companies().putVatCompany({ tenant, vatNumber, address })
    const moved = { ...address, city: 'City', postalCode: '1234 AB' }
    await companies().putVatCompany({ tenant, vatNumber, address: moved })
    assert.deepEqual(await companies().getVatCompany({ tenant, vatNumber }), { tenant, vatNumber, address: moved })
    await companies().deleteVatCompany({ tenant, vatNumber })
    for (const gone of [companies().getVatCompany, companies().deleteVatCompany]) {
      await assert.rejects(gone({ tenant, vatNumber }), { code: 'not_found', field: 'vatNumber' })
    }
  })

  it('are refused with the field named', async () => {
    const put = (changes: object, vatNumber = 'DE136695976') =>
      companies().putVatCompany({ tenant, vatNumber, address: { ...address, ...changes } })
    await assert.rejects(put({}, 'DE1'), { code: 'invalid_argument', field: 'vatNumber' })
    await assert.rejects(put({ name: '' }), { code: 'invalid_argument', field: 'address.name' })
    await assert.rejects(put({ postalCode: '1'.repeat(21) }), { code: 'invalid_argument', field: 'address.postalCode' })
    const none = companies().putVatCompany({ tenant, vatNumber: 'DE136695976', address: undefined })
    await assert.rejects(none, { code: 'invalid_argument', field: 'address' })
  })
})
