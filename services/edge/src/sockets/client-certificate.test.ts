import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { createAuthority } from '@chargeplane/local-stack/pki'
import { readCertificate } from './client-certificate.ts'

describe('readCertificate', () => {
  it('reads what is asked about a certificate, from PEM and from DER', async () => {
    const authority = await createAuthority('Root', 'Operator')
    const notAfter = new Date('2030-01-02T03:04:05Z')
    const wish = { commonName: 'SN-0001', organization: 'Operator', serialNumber: '0abc', notAfter }
    const { certificate } = await authority.issue(wish)
    const read = readCertificate(certificate)
    assert.partialDeepStrictEqual(read, {
      commonName: 'SN-0001',
      organizations: ['Operator'],
      serialNumber: 'abc',
      issuer: 'CN=Root,O=Operator',
      notAfterMs: notAfter.getTime(),
    })
    assert.match(read?.fingerprint ?? '', /^[0-9a-f]{64}$/)
    assert.deepEqual(readCertificate(new X509Certificate(certificate).raw), read)
  })

  it('is not told a name by what a name holds', async () => {
    const authority = await createAuthority('Root', 'Operator')
    const odd = ['a\nCN=SN-0002', 'a + CN=SN-0002', 'ACME, N.V. <x>; y', ' # ', 'ä=b']
    for (const organization of odd) {
      const { certificate } = await authority.issue({ commonName: 'SN-0001', organization })
      const read = readCertificate(certificate)
      assert.deepEqual([read?.commonName, read?.organizations], ['SN-0001', [organization]])
    }
  })

  it('makes nothing of what is no certificate', () => {
    for (const odd of ['', 'x', Buffer.alloc(3)]) assert.equal(readCertificate(odd), undefined)
  })
})
