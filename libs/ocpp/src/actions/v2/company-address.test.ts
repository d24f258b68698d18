import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf, companyAddress } from './company-address.ts'

const least = { name: 'ACME', address1: 'Street 1', city: 'Town', country: 'NL' }

describe('company addresses', () => {
  it('come back as they were told, empty fields left out', () => {
    const full = { ...least, address2: 'Floor 3', postalCode: '1234 AB' }
    for (const address of [least, full]) {
      const told = companyAddress(address)
      assert.ok(told !== undefined)
      assert.deepEqual(addressOf(told), address)
    }
    assert.equal(companyAddress(undefined), undefined)
  })
})
