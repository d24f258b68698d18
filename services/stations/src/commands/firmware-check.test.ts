import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { BasicConstraintsExtension, X509CertificateGenerator } from '../certificates/x509.ts'
import { createAuthority, ecKeys, ecSigning, type Keys } from '../testing/authority.ts'
import { type Answering, serveHttp } from '../testing/http-server.ts'
import { firmwareCheckOf, openFirmwareCheck } from './firmware-check.ts'

const image = Buffer.alloc(300_000, 'firmware')
const hour = 3_600_000

describe('promise 16: signed firmware is checked before a station is told of it (A00.FR.706, FR.707, L01.FR.11)', () => {
  let server: Answering
  let authority: Awaited<ReturnType<typeof createAuthority>>
  let roots: X509Certificate[]
  let signer: Keys
  let certificate: string

  before(async () => {
    server = await serveHttp()
    authority = await createAuthority('Maker')
    roots = [new X509Certificate(authority.root.toString('pem'))]
    signer = await ecKeys()
    certificate = await issue(signer)
  })
  after(async () => {
    await server.close()
    await authority.close()
  })

  /** A signing certificate below the issuing CA, with that CA's behind it. */
  async function issue(keys: Keys, { from = -hour, to = hour, isCa = false } = {}): Promise<string> {
    const leaf = await X509CertificateGenerator.create({
      ...{ serialNumber: '07', subject: 'CN=Signer,O=Maker', issuer: authority.issuing.subject },
      ...{ publicKey: keys.publicKey, signingKey: authority.keys.privateKey, signingAlgorithm: ecSigning },
      ...{ notBefore: new Date(Date.now() + from), notAfter: new Date(Date.now() + to) },
      extensions: [new BasicConstraintsExtension(isCa)],
    })
    return `${leaf.toString('pem')}\n${authority.issuing.toString('pem')}`
  }

  const checkOf = (more = {}) =>
    openFirmwareCheck({ roots, image: true, maxImageBytes: 1_000_000, timeoutMs: 5000, ...more })

  async function signatureOf(bytes: Buffer): Promise<string> {
    const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', signer.privateKey))
    const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`
    return sign('sha256', bytes, pem).toString('base64')
  }

  const update = (more: object) =>
    JSON.stringify({
      requestId: 1,
      firmware: {
        location: `${server.url}fw.bin`,
        retrieveDateTime: '2026-01-01T00:00:00Z',
        signingCertificate: certificate,
        ...more,
      },
    })
  const refused = (payload: string, field: string, check = checkOf()) =>
    assert.rejects(check('UpdateFirmware', payload), { code: 'invalid_argument', field: `firmware.${field}` })

  it('lets through what the authority’s signer has signed, fetching the image once for many stations', async () => {
    server.answer = () => ({ body: image })
    const [check, signature] = [checkOf(), await signatureOf(image)]
    const fetchedBefore = server.asked.length
    await Promise.all([
      check('UpdateFirmware', update({ signature })),
      check('SignedUpdateFirmware', update({ signature })),
    ])
    await check('UpdateFirmware', update({ signature }))
    assert.equal(server.asked.length, fetchedBefore + 1)
  })

  it('refuses an image of which one bit is another, and looks again once it was put right', async () => {
    const [check, signature] = [checkOf(), await signatureOf(image)]
    const other = Buffer.from(image)
    other[150_000] = (other[150_000] ?? 0) ^ 1
    server.answer = () => ({ body: other })
    await refused(update({ signature }), 'signature', check)
    server.answer = () => ({ body: image })
    await check('UpdateFirmware', update({ signature }))
  })

  it('refuses a signature that is none, and one without its other half', async () => {
    server.answer = () => ({ body: image })
    await refused(update({ signature: 'AAAA' }), 'signature')
    await refused(update({}), 'signature')
    await refused(update({ signature: 'AAAA', signingCertificate: undefined }), 'signingCertificate')
  })

  it('refuses a certificate that is nobody’s, expired, from another authority, or below one that is no authority', async () => {
    const signature = await signatureOf(image)
    const stranger = await createAuthority('Stranger')
    const below = await X509CertificateGenerator.create({
      ...{ serialNumber: '08', subject: 'CN=Below,O=Maker', issuer: 'CN=Signer,O=Maker', publicKey: signer.publicKey },
      ...{ signingKey: signer.privateKey, signingAlgorithm: ecSigning },
      ...{ notBefore: new Date(Date.now() - hour), notAfter: new Date(Date.now() + hour) },
    })
    for (const signingCertificate of [
      'no certificate',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      await issue(signer, { to: -hour / 2 }),
      await issue(signer, { from: hour / 2 }),
      stranger.issuing.toString('pem'),
      `${below.toString('pem')}\n${certificate}`,
      certificate.slice(0, certificate.indexOf('-----END CERTIFICATE-----') + 25),
    ]) {
      await refused(update({ signature, signingCertificate }), 'signingCertificate')
    }
    await stranger.close()
  })

  it('refuses keys that are too weak (A00.FR.502)', async () => {
    const algorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
    }
    const weak = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    await refused(update({ signature: 'AAAA', signingCertificate: await issue(weak) }), 'signingCertificate')
  })

  it('takes an RSA signature by PSS, and by nothing older (L01.FR.04)', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const imported = await crypto.subtle.importKey(
      'spki',
      new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      true,
      ['verify'],
    )
    const signingCertificate = await issue({ publicKey: imported, privateKey: signer.privateKey })
    server.answer = () => ({ body: image })
    const by = (key: KeyObject, padding: number) => sign('sha256', image, { key, padding }).toString('base64')
    await checkOf()(
      'UpdateFirmware',
      update({ signingCertificate, signature: by(privateKey, constants.RSA_PKCS1_PSS_PADDING) }),
    )
    await refused(update({ signingCertificate, signature: by(privateKey, constants.RSA_PKCS1_PADDING) }), 'signature')
  })

  it('says what is wrong with the place: no https, an error, a detour, too much; and that it can not be reached now', async () => {
    const signature = await signatureOf(image)
    await refused(update({ signature, location: 'ftps://files.example/fw' }), 'location')
    for (const answer of [{ status: 404 }, { body: Buffer.alloc(1_000_001) }]) {
      server.answer = () => answer
      await refused(update({ signature }), 'location')
    }
    server.answer = () => ({ status: 302, headers: { location: server.url } })
    await assert.rejects(checkOf()('UpdateFirmware', update({ signature })), { code: 'unavailable' })
    server.answer = () => 'never'
    await assert.rejects(checkOf({ timeoutMs: 100 })('UpdateFirmware', update({ signature })), { code: 'unavailable' })
  })

  it('looks at certificates alone where images are not to be fetched, and leaves everything else alone', async () => {
    const check = checkOf({ image: false })
    const fetched = server.asked.length
    await check('UpdateFirmware', update({ signature: 'AAAA' }))
    await check(
      'UpdateFirmware',
      JSON.stringify({ location: 'https://a.example/fw', retrieveDate: '2026-01-01T00:00:00Z' }),
    )
    await check('Reset', '{"type":"Immediate"}')
    assert.equal(server.asked.length, fetched)
  })

  it('is set up by settings that go together', async () => {
    const settings = {
      STATIONS_FIRMWARE_CHECK_IMAGE: false,
      STATIONS_FIRMWARE_TIMEOUT_MS: 1000,
      STATIONS_TRANSFER_HOSTS: [],
    }
    await (await firmwareCheckOf(settings))('UpdateFirmware', update({ signature: 'AAAA', signingCertificate: 'x' }))
    const withRoots = await firmwareCheckOf({ ...settings, STATIONS_FIRMWARE_CA_FILE: authority.certFile })
    await refused(update({ signature: 'AAAA', signingCertificate: 'x' }), 'signingCertificate', withRoots)
    await assert.rejects(firmwareCheckOf({ ...settings, STATIONS_FIRMWARE_CA_FILE: authority.keyFile }), {
      field: 'STATIONS_FIRMWARE_CA_FILE',
    })
    await assert.rejects(
      firmwareCheckOf({
        ...settings,
        STATIONS_FIRMWARE_CA_FILE: authority.certFile,
        STATIONS_FIRMWARE_CHECK_IMAGE: true,
      }),
      { field: 'STATIONS_FIRMWARE_CHECK_IMAGE' },
    )
  })
})
