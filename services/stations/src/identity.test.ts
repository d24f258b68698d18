import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressKey, checkAddress, stationKey } from './identity.ts'

describe('checkAddress', () => {
  it('accepts identities as real stations spell them', () => {
    for (const stationId of ['CP-1', 'RDAM 123', 'DE*ABC*E1', 'a', 'Ladesäule', '=_+|@.', 'x'.repeat(48)]) {
      checkAddress({ tenant: 'default', stationId })
    }
  })

  it('refuses what no URL and no user name can carry, naming the field', () => {
    for (const stationId of ['', 'a/b', 'AA:BB', 'a\nb', 'a\u0000', ' a', 'a ', 'x'.repeat(49), '\u{200B}']) {
      assert.throws(
        () => checkAddress({ tenant: 'default', stationId }),
        { code: 'invalid_argument', field: 'stationId' },
        JSON.stringify(stationId),
      )
    }
  })

  it('refuses a tenant that could be mistaken for part of a key', () => {
    for (const tenant of ['', 'a/b', '.', 'ä', 'a b', 'x'.repeat(64)]) {
      assert.throws(() => checkAddress({ tenant, stationId: 'CP' }), { code: 'invalid_argument', field: 'tenant' })
    }
  })
})

describe('stationKey', () => {
  it('finds a station in whatever case it spells itself', () => {
    assert.equal(stationKey('Cp-Ä1'), stationKey('cP-ä1'))
  })

  it('keeps tenants apart', () => {
    assert.notEqual(addressKey({ tenant: 'a', stationId: 'CP' }), addressKey({ tenant: 'b', stationId: 'cp' }))
    assert.equal(addressKey({ tenant: 'a', stationId: 'CP' }), 'a/cp')
  })
})
