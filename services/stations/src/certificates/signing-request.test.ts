import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ecKeys, requestFor, rsaKeys, rsaSigning } from '../testing/authority.ts'
import { isRefusal } from './refusal.ts'
import { readSigningRequest } from './signing-request.ts'

async function reasonOf(csr: string, organization = 'Operator'): Promise<string> {
  const read = await readSigningRequest(csr, organization)
  return isRefusal(read) ? read.reason : ''
}

describe('readSigningRequest', () => {
  it('takes RSA of 2048 bits and the curves, and tells two requests apart', async () => {
    const first = await requestFor('CN=CP-1,O=Operator')
    const read = await readSigningRequest(first, 'Operator')
    assert.ok(!isRefusal(read))
    assert.equal(read.commonName, 'CP-1')
    assert.equal(await reasonOf(await requestFor('CN=CP-1,O=Operator', await rsaKeys(2048), rsaSigning)), '')
    assert.equal(await reasonOf(await requestFor('CN=CP-1,O=Operator', await ecKeys('P-521'))), '')
    const again = await readSigningRequest(first, '')
    const other = await readSigningRequest(await requestFor('CN=CP-1,O=Operator'), '')
    assert.ok(!isRefusal(again) && !isRefusal(other))
    assert.equal(again.digest, read.digest)
    assert.notEqual(other.digest, read.digest)
  })

  it('promise 14: refuses weak keys and hashes (A00.FR.502, FR.504)', async () => {
    const short = await requestFor('CN=CP-1,O=Operator', await rsaKeys(1024), rsaSigning)
    assert.match(await reasonOf(short), /less than 2048 bits/)
    const sha1 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }
    const weak = await requestFor('CN=CP-1,O=Operator', await rsaKeys(2048, 'SHA-1'), sha1)
    assert.match(await reasonOf(weak), /SHA-256 or better/)
  })

  it('promise 14: refuses a signature that is not of the key, whatever byte is changed', async () => {
    const der = Buffer.from((await requestFor('CN=CP-1,O=Operator')).replace(/-----[^-]+-----|\s/g, ''), 'base64')
    // What is signed is the first element of the request; some bits of the signature's own wrapping mean nothing.
    const signed = 3 + ((der[4] ?? 0) === 0x81 ? 3 + (der[5] ?? 0) : 2 + (der[4] ?? 0))
    for (let at = 3; at < signed; at++) {
      const turned = Buffer.from(der)
      turned[at] = (turned[at] ?? 0) ^ 1
      const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${turned.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
      assert.notEqual(await reasonOf(pem, ''), '', `byte ${at}`)
    }
  })

  it('promise 14: refuses what is no request, and a subject without its names (A00.FR.509, FR.511)', async () => {
    assert.match(await reasonOf('nonsense'), /not PKCS #10 in PEM/)
    assert.match(await reasonOf('-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----'), /PKCS/)
    assert.match(await reasonOf(await requestFor('CN=CP-1')), /no O/)
    assert.match(await reasonOf(await requestFor('CN=CP-1,O=Rival')), /O is not Operator/)
    assert.match(await reasonOf(await requestFor('O=Operator')), /one CN/)
    assert.match(await reasonOf(await requestFor('CN=CP-1,CN=CP-2,O=Operator')), /one CN/)
  })
})
