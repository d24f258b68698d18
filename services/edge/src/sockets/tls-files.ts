// The files of a listener with TLS, read and looked through before a listener is made of them.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fail, toFailure } from '@chargeplane/failure'
import { readRevocationLists } from './crl.ts'
import type { RevocationList } from './revocations.ts'
import type { TlsFiles } from './websocket.ts'

export interface TlsMaterial {
  /** Of everything that was read: the same digest, the same files. */
  digest: string
  /** Of the server's certificate, its chain, the authorities and the lists, what runs out first; unix time, ms. */
  expiresMs: number
  revoked: readonly RevocationList[]
}

/** Throws invalid_argument, naming the file, unless a listener can be had from them. The certificate may have expired: that is said, not refused. */
export async function readTlsFiles({ certFile, keyFile, caFile, crlFile }: TlsFiles): Promise<TlsMaterial> {
  const cert = await contentOf(certFile)
  const key = await contentOf(keyFile)
  const ca = caFile === undefined ? undefined : await contentOf(caFile)
  const crl = crlFile === undefined ? undefined : await contentOf(crlFile, true)
  const chain = certificatesOf(cert, certFile)
  const [own] = chain
  if (!own?.checkPrivateKey(privateKeyOf(key, keyFile))) {
    throw fail('invalid_argument', `${keyFile} is not the key of ${certFile}`)
  }
  const authorities = ca === undefined || caFile === undefined ? [] : certificatesOf(ca, caFile)
  if (authorities.some(authority => !authority.ca)) {
    throw fail('invalid_argument', `${caFile} holds a certificate that is no authority's`)
  }
  const revoked = crl === undefined ? [] : readRevocationLists(crl, authorities)
  const digest = createHash('sha256')
  for (const content of [cert, key, ca, crl]) digest.update(`${content?.length ?? -1} `).update(content ?? '')
  const ends = [
    ...[...chain, ...authorities].map(certificate => certificate.validToDate.getTime()),
    ...revoked.map(list => list.nextUpdateMs ?? Number.POSITIVE_INFINITY),
  ]
  return { digest: digest.digest('hex'), expiresMs: Math.min(...ends), revoked }
}

async function contentOf(file: string): Promise<Buffer>
async function contentOf(file: string, mayLack: true): Promise<Buffer | undefined>
async function contentOf(file: string, mayLack = false): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (cause) {
    const isLacking = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    if (mayLack && isLacking) return undefined
    throw fail('invalid_argument', `${file} can not be read: ${toFailure(cause).message}`, { cause })
  }
}

function certificatesOf(content: Buffer, file: string): X509Certificate[] {
  const pems = content.toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  try {
    if (pems.length === 0) throw new Error('it holds none')
    return pems.map(pem => new X509Certificate(pem))
  } catch (cause) {
    throw fail('invalid_argument', `${file} does not hold certificates in PEM`, { cause })
  }
}

function privateKeyOf(content: Buffer, file: string) {
  try {
    return createPrivateKey(content)
  } catch {
    // Without the cause, which might quote the key.
    throw fail('invalid_argument', `${file} does not hold a private key in PEM`)
  }
}
