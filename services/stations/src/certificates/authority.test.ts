import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { createAuthority } from '../testing/authority.ts'
import { loadAuthority } from './authority.ts'

describe('loadAuthority', () => {
  let own: Awaited<ReturnType<typeof createAuthority>>
  let other: Awaited<ReturnType<typeof createAuthority>>
  before(async () => {
    own = await createAuthority('Operator', 'P-384')
    other = await createAuthority()
  })
  after(() => Promise.all([own.close(), other.close()]))

  const load = (certFile: string | undefined, keyFile: string | undefined) =>
    loadAuthority({ certFile, keyFile, setting: 'STATIONS_CA' })

  it('is none where none is configured', async () => {
    assert.equal(await load(undefined, undefined), undefined)
  })

  it('reads the issuing CA and its key, and leaves the root out of the chain', async () => {
    const authority = await load(own.certFile, own.keyFile)
    assert.equal(authority?.certificate.subject, 'CN=Issuing, O=Operator')
    assert.equal(authority?.chain, `${own.issuing.toString('pem')}\n`)
    assert.deepEqual(authority?.signing, { name: 'ECDSA', hash: 'SHA-384' })
  })

  it('says what is wrong with the files', async () => {
    await assert.rejects(load(own.certFile, undefined), /STATIONS_CA_CERT_FILE and STATIONS_CA_KEY_FILE go together/)
    await assert.rejects(load('/nowhere.pem', own.keyFile), /STATIONS_CA_CERT_FILE \(\/nowhere.pem\) can not be read/)
    await assert.rejects(load(own.certFile, own.certFile), /STATIONS_CA_KEY_FILE .* can not be read as PEM/)
    await assert.rejects(load(own.certFile, other.keyFile), /is not the key of the first certificate/)
    await writeFile(`${own.certFile}.empty`, 'nothing\n')
    await assert.rejects(load(`${own.certFile}.empty`, own.keyFile), /holds no certificate/)
  })
})
