// A certificate signing request of a station (PKCS #10), and what has to be right about it before anything is signed.
import { createHash } from 'node:crypto'
import { type Refusal, refusal } from './refusal.ts'
import { Pkcs10CertificateRequest } from './x509.ts'

export interface SigningRequest {
  readonly request: Pkcs10CertificateRequest
  readonly commonName: string
  /** SHA-256 of the request, hex. */
  readonly digest: string
}

/** A00.FR.502, 503: 112 bits of security. */
const leastRsaBits = 2048
const strongHashes: ReadonlySet<string> = new Set(['SHA-256', 'SHA-384', 'SHA-512'])
/** All of at least 224 bits (A00.FR.503); others the platform can not check. */
const curves: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521'])

/** `organization` empty: any is good. */
export async function readSigningRequest(csr: string, organization: string): Promise<SigningRequest | Refusal> {
  const request = parse(csr)
  if (request === undefined) return refusal('InvalidCSR', 'the request is not PKCS #10 in PEM')
  const weak = weakness(request)
  if (weak !== '') return refusal('InvalidCSR', weak)
  // Who asks has to hold the key: anybody can copy a public one.
  if (!(await isSignedByItsKey(request))) return refusal('InvalidCSR', 'the signature is not of the key in the request')
  const organizations = request.subjectName.getField('O')
  if (organizations.length === 0) return refusal('InvalidCSR', 'the subject has no O (A00.FR.509)')
  if (organization !== '' && !organizations.includes(organization)) {
    return refusal('InvalidCSR', `O is not ${organization} (A00.FR.509)`)
  }
  const [commonName, ...more] = request.subjectName.getField('CN')
  if (commonName === undefined || more.length > 0) return refusal('InvalidCSR', 'the subject must have one CN')
  return { request, commonName, digest: createHash('sha256').update(Buffer.from(request.rawData)).digest('hex') }
}

/** Parts of a request are read when they are asked for: one that can't be is found here, not half-way. */
function parse(csr: string): Pkcs10CertificateRequest | undefined {
  if (!csr.includes('-----BEGIN')) return undefined
  try {
    const request = new Pkcs10CertificateRequest(csr)
    weakness(request)
    request.subjectName.toArrayBuffer()
    return request
  } catch {
    return undefined
  }
}

/** The algorithms as the request names them; whatever else it says is not asked. */
interface Algorithm {
  name?: string
  namedCurve?: string
  modulusLength?: number
  hash?: { name?: string }
}

function weakness(request: Pkcs10CertificateRequest): string {
  const { name = '', namedCurve = '', modulusLength = 0 }: Algorithm = request.publicKey.algorithm
  const signature: Algorithm = request.signatureAlgorithm
  if (name === 'ECDSA') {
    if (!curves.has(namedCurve)) return 'the curve of the key is not P-256, P-384 or P-521 (A00.FR.503)'
  } else if (!name.startsWith('RSA')) return 'the key is neither RSA nor on an elliptic curve (A00.FR.501)'
  else if (modulusLength < leastRsaBits) return `the RSA key has less than ${leastRsaBits} bits (A00.FR.502)`
  return strongHashes.has(signature.hash?.name ?? '')
    ? ''
    : 'the request is not signed with SHA-256 or better (A00.FR.506)'
}

async function isSignedByItsKey(request: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify()
  } catch {
    return false
  }
}
