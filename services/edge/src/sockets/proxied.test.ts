import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { createAuthority } from '@chargeplane/local-stack/pki'
import { proxyHeaders, readProxied } from './proxied.ts'

const secret = 's'.repeat(32)
const told = (headers: Partial<Record<keyof typeof proxyHeaders, string>>, secrets = [secret]) => {
  const sent = new Map(
    Object.entries(headers).map(([key, value]) => [proxyHeaders[key as keyof typeof proxyHeaders], value]),
  )
  return readProxied(secrets)(name => sent.get(name as (typeof proxyHeaders)['secret']) ?? '')
}
const plain = { secret, profile: '2', address: '192.0.2.7' }

describe('readProxied', () => {
  it('takes profile, address and certificate from whoever knows the secret', async () => {
    assert.deepEqual(told(plain), { profile: 2, certificate: undefined, remoteAddress: '192.0.2.7' })
    const authority = await createAuthority('Root', 'Operator')
    const { certificate } = await authority.issue({ commonName: 'SN-0001', organization: 'Operator' })
    const encoded = new X509Certificate(certificate).raw.toString('base64')
    const secure = told({ ...plain, profile: '3', certificate: encoded, address: '2001:db8::1' })
    assert.deepEqual(
      [secure?.profile, secure?.certificate?.commonName, secure?.remoteAddress],
      [3, 'SN-0001', '2001:db8::1'],
    )
    assert.equal(told({ ...plain, certificate: encoded })?.certificate, undefined)
  })

  it('knows two secrets while they change', () => {
    const other = 't'.repeat(32)
    assert.ok(told(plain, [secret, other]) && told({ ...plain, secret: other }, [secret, other]))
  })

  it('takes nothing from anybody else, nor half of it', () => {
    for (const wrong of ['', 'x', `${secret}x`, secret.slice(1), secret.toUpperCase()]) {
      assert.equal(told({ ...plain, secret: wrong }), undefined)
    }
    assert.equal(told(plain, []), undefined)
    for (const wrong of ['', '1', '0', '4', '3, 2']) assert.equal(told({ ...plain, profile: wrong }), undefined)
    for (const wrong of ['', 'unknown', '192.0.2.7, 192.0.2.8'])
      assert.equal(told({ ...plain, address: wrong }), undefined)
  })

  it('has no certificate where the proxy says something else', () => {
    const odd = told({ ...plain, profile: '3', certificate: 'bm90IGE=' })
    assert.deepEqual([odd?.profile, odd?.certificate], [3, undefined])
  })
})
