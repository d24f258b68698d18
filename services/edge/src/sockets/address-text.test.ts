import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressText } from './address-text.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex')).buffer

describe('addressText', () => {
  it('writes IPv4 in dots, also where it is mapped into IPv6', () => {
    assert.equal(addressText(bytes('c0000201')), '192.0.2.1')
    assert.equal(addressText(bytes('00000000000000000000ffffc0000201')), '192.0.2.1')
  })

  it('writes IPv6 in groups', () => {
    assert.equal(addressText(bytes('20010db8000000000000000000000001')), '2001:db8:0:0:0:0:0:1')
  })
})
