// Keys, requests and authorities as the tests need them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BasicConstraintsExtension, type X509Certificate, X509CertificateGenerator } from '../certificates/x509.ts'
import { Pkcs10CertificateRequestGenerator } from './x509.ts'

export type Keys = Awaited<ReturnType<typeof ecKeys>>

export const ecSigning = { name: 'ECDSA', hash: 'SHA-256' }
export const rsaSigning = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

export function ecKeys(namedCurve = 'P-256') {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify'])
}

export function rsaKeys(modulusLength: number, hash = 'SHA-256') {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash, modulusLength, publicExponent: new Uint8Array([1, 0, 1]) }
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** A signing request, PEM. */
export async function requestFor(name: string, given?: Keys, signingAlgorithm: typeof ecSigning = ecSigning) {
  const keys = given ?? (await ecKeys())
  const request = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm })
  return request.toString('pem')
}

interface TestAuthority {
  root: X509Certificate
  issuing: X509Certificate
  keys: Keys
  /** The issuing CA and the root, and the key of the former. */
  certFile: string
  keyFile: string
  close(): Promise<void>
}

/** A root and an issuing CA below it, in files. */
export async function createAuthority(organization = 'Operator', curve = 'P-256'): Promise<TestAuthority> {
  const rootKeys = await ecKeys()
  const keys = await ecKeys(curve)
  const year = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 365 * 86_400_000) }
  const extensions = [new BasicConstraintsExtension(true, undefined, true)]
  const root = await X509CertificateGenerator.createSelfSigned({
    ...{
      serialNumber: '01',
      name: `CN=Root,O=${organization}`,
      keys: rootKeys,
      signingAlgorithm: ecSigning,
      extensions,
    },
    ...year,
  })
  const issuing = await X509CertificateGenerator.create({
    ...{ serialNumber: '02', subject: `CN=Issuing,O=${organization}`, issuer: root.subject, publicKey: keys.publicKey },
    ...{ signingKey: rootKeys.privateKey, signingAlgorithm: ecSigning, extensions },
    ...year,
  })
  const dir = await mkdtemp(join(tmpdir(), 'chargeplane-ca-'))
  const [certFile, keyFile] = [join(dir, 'ca.pem'), join(dir, 'ca.key')]
  await writeFile(certFile, `${issuing.toString('pem')}\n${root.toString('pem')}\n`)
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  await writeFile(keyFile, `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`)
  return { root, issuing, keys, certFile, keyFile, close: () => rm(dir, { recursive: true }) }
}
