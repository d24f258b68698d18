// A certificate authority whose key this service holds: an issuing CA below the operator's root, given by two PEM files.
import { createPrivateKey, type KeyObject, X509Certificate as NodeCertificate, type webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fail } from '@chargeplane/failure'
import { PemConverter, X509Certificate } from './x509.ts'

export interface Authority {
  readonly certificate: X509Certificate
  /** PEM of the CA certificates that stations are sent beside their own: all but a self-signed root, which they have or do not trust. */
  readonly chain: string
  readonly key: webcrypto.CryptoKey
  readonly signing: { readonly name: string; readonly hash: string }
}

export interface AuthorityFiles {
  /** The issuing CA's certificate first, then those above it. */
  certFile: string | undefined
  keyFile: string | undefined
  /** How the settings are called, for messages: `STATIONS_CA`. */
  setting: string
}

/** A00.FR.504: the hash goes with the curve. */
const hashes: Readonly<Record<string, string>> = { 'P-256': 'SHA-256', 'P-384': 'SHA-384', 'P-521': 'SHA-512' }

/** Undefined when neither file is named. Throws one sentence when the files are not a CA and its key. */
export async function loadAuthority({ certFile, keyFile, setting }: AuthorityFiles): Promise<Authority | undefined> {
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile === undefined || keyFile === undefined) {
    throw fail('invalid_argument', `${setting}_CERT_FILE and ${setting}_KEY_FILE go together: one of them is missing`)
  }
  const certificates = await read(`${setting}_CERT_FILE`, certFile, text =>
    PemConverter.decode(text).map(der => new X509Certificate(der)),
  )
  const [certificate] = certificates
  if (certificate === undefined) throw fail('invalid_argument', `${setting}_CERT_FILE holds no certificate`)
  const key = await read(`${setting}_KEY_FILE`, keyFile, text => createPrivateKey(text))
  const own = new NodeCertificate(Buffer.from(certificate.rawData))
  if (!own.ca) throw fail('invalid_argument', `${setting}_CERT_FILE begins with a certificate that is no CA's`)
  if (!own.checkPrivateKey(key)) {
    throw fail(
      'invalid_argument',
      `${setting}_KEY_FILE is not the key of the first certificate in ${setting}_CERT_FILE`,
    )
  }
  const above = certificates.filter(link => link.subject !== link.issuer)
  return {
    certificate,
    chain: above.map(link => `${link.toString('pem')}\n`).join(''),
    ...(await signingKey(key, setting)),
  }
}

async function read<T>(setting: string, file: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw fail('invalid_argument', `${setting} (${file}) can not be read as PEM`, { field: setting, cause })
  }
}

async function signingKey(key: KeyObject, setting: string): Promise<Pick<Authority, 'key' | 'signing'>> {
  const namedCurve = curveOf(key)
  if (key.asymmetricKeyType !== 'rsa' && namedCurve === undefined) {
    throw fail('invalid_argument', `${setting}_KEY_FILE must be an RSA key or one on P-256, P-384 or P-521`)
  }
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const signing = namedCurve === undefined ? rsa : { name: 'ECDSA', hash: hashes[namedCurve] ?? 'SHA-256' }
  const algorithm = namedCurve === undefined ? rsa : { name: 'ECDSA', namedCurve }
  const der = key.export({ type: 'pkcs8', format: 'der' })
  return { signing, key: await crypto.subtle.importKey('pkcs8', new Uint8Array(der), algorithm, false, ['sign']) }
}

function curveOf(key: KeyObject): string | undefined {
  const names: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }
  return names[key.asymmetricKeyDetails?.namedCurve ?? '']
}
