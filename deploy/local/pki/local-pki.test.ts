import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { describeTls, localListeners, openLocalPki } from './local-pki.ts'

describe('the PKI of `up --tls`', () => {
  it('is made once, with keys that only their owner reads', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'chargeplane-local-pki-'))
    try {
      const place = join(dir, 'tls')
      await openLocalPki(place)
      const read = async (file: string) => new X509Certificate(await readFile(join(place, file)))
      const authority = await read('ca.crt')
      for (const file of [
        'tls/tls.crt',
        'tls-rsa/tls.crt',
        'mtls/tls.crt',
        'mtls-rsa/tls.crt',
        'station/SN-0001.crt',
      ]) {
        assert.ok((await read(file)).verify(authority.publicKey), file)
      }
      assert.equal((await read('mtls-rsa/ca.crt')).fingerprint256, authority.fingerprint256)
      assert.equal((await stat(join(place, 'mtls/tls.key'))).mode & 0o077, 0)
      await openLocalPki(place)
      assert.equal((await read('ca.crt')).fingerprint256, authority.fingerprint256)
    } finally {
      await rm(dir, { recursive: true })
    }
  })

  it('is told to edges and to people, with the ports of this clone', () => {
    const { EDGE_TLS_LISTENERS: told = '', EDGE_CPO_NAMES: names } = localListeners(100)
    assert.match(told, /^tls=2:9543:\/.*\/tls,tls-rsa=2:9544:.*,mtls=3:9545:.*,mtls-rsa=3:9546:.*mtls-rsa$/)
    assert.equal(names, '*=Local operator')
    assert.match(describeTls(100), /wss:\/\/127\.0\.0\.1:9545\/ocpp\/\{station\} {3}profile 3: certificate/)
  })
})
