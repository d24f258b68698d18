/**
 * Authorities and certificates for trying out TLS: `./chargeplane up --tls` and tests. Not for production: keys lie in files beside their
 * certificates, and nothing watches over who gets one.
 */
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  type Extension,
  type JsonName,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509'

/** OCPP wants both: A00.FR.318. */
export type KeyKind = 'ecdsa' | 'rsa'

/** PEM. */
export interface KeyPair {
  /** Followed by those between it and the root, where there are any. */
  certificate: string
  key: string
}

export interface Wish {
  commonName: string
  organization: string
  kind?: KeyKind
  /** Names and addresses of a server; a station has none. */
  hosts?: readonly string[]
  /** Hex. */
  serialNumber?: string
  notBefore?: Date
  notAfter?: Date
}

export interface Authority {
  /** Its own certificate, PEM. */
  readonly certificate: string
  /** Its own key, PEM. */
  readonly key: string
  issue(wish: Wish): Promise<KeyPair>
  /** An authority below this one. */
  delegate(commonName: string): Promise<Authority>
  /** The list of what it has revoked, PEM; serial numbers in hex. */
  revoke(serialNumbers: readonly string[], nextUpdate?: Date): Promise<string>
}

const day = 86_400_000
const sha256 = { hash: 'SHA-256' }
const algorithms = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', ...sha256 },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), ...sha256 },
} as const

const newKeys = (kind: KeyKind): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithms[kind], true, ['sign', 'verify'])

/** Positive, and not shorter for a leading zero: as authorities give them. */
const newSerial = () => `4${randomBytes(10).toString('hex').slice(1)}`

interface Issuer {
  certificate: X509Certificate
  keys: webcrypto.CryptoKeyPair
  kind: KeyKind
  /** PEM of those between its leaves and the root. */
  chain: string
}

/** A root of its own. */
export async function createAuthority(
  commonName: string,
  organization: string,
  kind: KeyKind = 'ecdsa',
): Promise<Authority> {
  const keys = await newKeys(kind)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...common({ commonName, organization }),
    name: nameOf(commonName, organization),
    keys,
    signingAlgorithm: algorithms[kind],
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  })
  return authorityOf({ certificate, keys, kind, chain: '' }, organization)
}

async function authorityOf(issuer: Issuer, organization: string): Promise<Authority> {
  return {
    certificate: `${issuer.certificate.toString('pem')}\n`,
    key: await pemOf(issuer.keys.privateKey),
    async issue(wish) {
      const { kind = 'ecdsa', hosts = [] } = wish
      const keys = await newKeys(kind)
      const names = hosts.map(host => ({ type: isIP(host) ? ('ip' as const) : ('dns' as const), value: host }))
      const extensions = names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]
      const certificate = await sign(issuer, wish, keys, extensions)
      return { certificate: `${certificate.toString('pem')}\n${issuer.chain}`, key: await pemOf(keys.privateKey) }
    },
    async delegate(commonName) {
      const keys = await newKeys('ecdsa')
      const basic = new BasicConstraintsExtension(true, undefined, true)
      const certificate = await sign(issuer, { commonName, organization }, keys, [basic])
      const chain = `${certificate.toString('pem')}\n${issuer.chain}`
      return authorityOf({ certificate, keys, kind: 'ecdsa', chain }, organization)
    },
    async revoke(serialNumbers, nextUpdate = new Date(Date.now() + day)) {
      const list = await X509CrlGenerator.create({
        issuer: issuer.certificate.subjectName,
        thisUpdate: new Date(Date.now() - 60_000),
        nextUpdate,
        entries: serialNumbers.map(serialNumber => ({ serialNumber, revocationDate: new Date(Date.now() - 60_000) })),
        signingKey: issuer.keys.privateKey,
        signingAlgorithm: algorithms[issuer.kind],
      })
      // As OpenSSL and HAProxy call it.
      return `${list.toString('pem').replaceAll(' CRL-', ' X509 CRL-')}\n`
    },
  }
}

function nameOf(commonName: string, organization: string): JsonName {
  return [{ CN: [commonName] }, { O: [organization] }]
}

function common({ serialNumber, notBefore, notAfter }: Wish) {
  return {
    serialNumber: serialNumber ?? newSerial(),
    notBefore: notBefore ?? new Date(Date.now() - 60_000),
    notAfter: notAfter ?? new Date(Date.now() + 30 * day),
  }
}

function sign({ certificate, keys, kind }: Issuer, wish: Wish, own: webcrypto.CryptoKeyPair, extensions: Extension[]) {
  return X509CertificateGenerator.create({
    ...common(wish),
    subject: nameOf(wish.commonName, wish.organization),
    issuer: certificate.subject,
    publicKey: own.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithms[kind],
    extensions,
  })
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`
}
