import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { createAuthority } from '@chargeplane/local-stack/pki'
import { readRevocationLists } from './crl.ts'

const derOf = (pem: string) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')

describe('readRevocationLists', () => {
  for (const kind of ['ecdsa', 'rsa'] as const) {
    it(`reads lists that an ${kind} authority has signed, in PEM or DER, with entries or without`, async () => {
      const authority = await createAuthority('Root', 'Operator', kind)
      const own = new X509Certificate(authority.certificate)
      const nextUpdate = new Date('2030-01-02T03:04:05Z')
      const pem = await authority.revoke(['0abc', 'ff01'], nextUpdate)
      for (const file of [Buffer.from(pem), derOf(pem)]) {
        assert.deepEqual(readRevocationLists(file, [own]), [
          {
            issuer: 'CN=Root,O=Operator',
            serialNumbers: new Set(['abc', 'ff01']),
            nextUpdateMs: nextUpdate.getTime(),
          },
        ])
      }
      assert.equal(readRevocationLists(Buffer.from(await authority.revoke([])), [own])[0]?.serialNumbers.size, 0)
    })
  }

  it('tells the lists of several authorities apart by who signed them', async () => {
    const root = await createAuthority('Root', 'Operator')
    const below = await root.delegate('Below')
    const [, own = ''] = [root.certificate, below.certificate]
    const file = Buffer.from((await root.revoke(['01'])) + (await below.revoke(['02'])))
    const lists = readRevocationLists(file, [new X509Certificate(own), new X509Certificate(root.certificate)])
    assert.deepEqual(
      lists.map(({ issuer, serialNumbers }) => [issuer, ...serialNumbers]),
      [
        ['CN=Root,O=Operator', '1'],
        ['CN=Below,O=Operator', '2'],
      ],
    )
  })

  it('refuses a list of another authority, a changed one, and what is none', async () => {
    const authority = await createAuthority('Root', 'Operator')
    const own = new X509Certificate(authority.certificate)
    const der = derOf(await authority.revoke(['0abc']))
    const refused = (file: Buffer) =>
      assert.throws(() => readRevocationLists(file, [own]), {
        code: 'invalid_argument',
        message: /^ca\.crl is no revocation list/,
      })
    refused(derOf(await (await createAuthority('Root', 'Operator')).revoke(['0abc'])))
    for (let cut = 0; cut < der.length; cut += 7) refused(der.subarray(0, cut))
    for (let at = 0; at < der.length; at += 5) {
      const changed = Buffer.from(der)
      changed[at] = (changed[at] ?? 0) ^ 0x01
      assert.throws(
        () => readRevocationLists(changed, [own]),
        { code: 'invalid_argument' },
        `byte ${at} of ${der.length}`,
      )
    }
  })
})
