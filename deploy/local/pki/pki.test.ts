import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { createAuthority } from './pki.ts'

describe('createAuthority', () => {
  for (const kind of ['ecdsa', 'rsa'] as const) {
    it(`issues ${kind} certificates with their keys, for stations and for servers`, async () => {
      const authority = await createAuthority('Root', 'Operator, "N.V."', kind)
      const root = new X509Certificate(authority.certificate)
      assert.ok(root.ca && root.verify(root.publicKey))
      const { certificate, key } = await authority.issue({ commonName: 'SN-1', organization: 'Operator', kind })
      const leaf = new X509Certificate(certificate)
      assert.ok(leaf.verify(root.publicKey) && leaf.checkIssued(root) && !leaf.ca)
      assert.ok(leaf.checkPrivateKey(createPrivateKey(key)))
      assert.equal(leaf.subject, 'CN=SN-1\nO=Operator')
      const hosts = ['csms.example', '127.0.0.1']
      const server = new X509Certificate(
        (await authority.issue({ commonName: 'csms.example', organization: 'O', hosts })).certificate,
      )
      assert.equal(server.subjectAltName, 'DNS:csms.example, IP Address:127.0.0.1')
    })
  }

  it('puts the authorities between leaf and root behind the leaf', async () => {
    const root = await createAuthority('Root', 'Operator')
    const { certificate } = await (await root.delegate('Below')).issue({ commonName: 'SN-1', organization: 'Operator' })
    const [leaf, below] = certificate.split(/(?<=-----END CERTIFICATE-----\n)/).map(pem => new X509Certificate(pem))
    assert.ok(leaf && below && leaf.checkIssued(below) && below.checkIssued(new X509Certificate(root.certificate)))
  })
})
