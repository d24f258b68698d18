import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressGroup } from './address.ts'

describe('addressGroup', () => {
  it('keeps IPv4 addresses apart, also when they come mapped into IPv6', () => {
    assert.equal(addressGroup('192.0.2.7'), '192.0.2.7')
    assert.equal(addressGroup('::ffff:192.0.2.7'), '192.0.2.7')
  })

  it('puts the addresses of one IPv6 network together, however they are written', () => {
    const group = addressGroup('2001:db8:1:2:3:4:5:6')
    assert.equal(group, '2001:db8:1:2::/64')
    assert.equal(addressGroup('2001:0DB8:0001:0002::1'), group)
    assert.equal(addressGroup('2001:db8:1:2::'), group)
    assert.notEqual(addressGroup('2001:db8:1:3::1'), group)
    assert.equal(addressGroup('::1'), '0:0:0:0::/64')
    assert.equal(addressGroup('fe80::1%eth0'), 'fe80:0:0:0::/64')
    assert.equal(addressGroup('2001:db8::2:3:4:5:6'), '2001:db8:0:2::/64')
  })

  it('leaves what is no address as it is', () => {
    assert.equal(addressGroup('unix'), 'unix')
  })
})
