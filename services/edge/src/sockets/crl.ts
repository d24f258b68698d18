// Certificate revocation lists (RFC 5280 section 5), read without a tree of objects: a list may hold a hundred thousand certificates.
import { createPublicKey, type KeyObject, verify, type X509Certificate } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import type { RevocationList } from './revocations.ts'

/** Signature algorithms by OID, as hex of its DER content. Lists that are signed otherwise are refused. */
const hashes: Readonly<Record<string, string>> = {
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
}
const tags = { integer: 0x02, bitString: 0x03, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30 } as const

interface Value {
  tag: number
  /** With tag and length. */
  whole: Buffer
  content: Buffer
}

/** The values that follow one another in `bytes`. Throws on what is no DER. */
function* values(bytes: Buffer): Generator<Value, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, short = 0] = bytes.subarray(at, at + 2)
    const longer = short < 0x80 ? 0 : short & 0x7f
    if (longer > 4) throw new Error('a length of more than four bytes')
    const length = longer === 0 ? short : bytes.readUIntBE(at + 2, longer)
    const start = at + 2 + longer
    if (start + length > bytes.length) throw new Error('it is cut short')
    yield { tag, whole: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) }
    at = start + length
  }
}

/**
 * Lists in a file: PEM, one or several, or DER. Each has to be signed by one of `authorities`, which thereby is its issuer.
 * Throws invalid_argument for anything else: half a file must not look like a list with nobody on it.
 */
export function readRevocationLists(file: Buffer, authorities: readonly X509Certificate[]): RevocationList[] {
  const pems = [...file.toString('latin1').matchAll(/-----BEGIN X509 CRL-----([\s\S]*?)-----END X509 CRL-----/g)]
  const ders = pems.length === 0 ? [file] : pems.map(([, base64 = '']) => Buffer.from(base64, 'base64'))
  const keys = authorities.map(authority => ({
    issuer: authority.subject.replaceAll('\n', ','),
    key: createPublicKey(authority.publicKey.export({ type: 'spki', format: 'pem' })),
  }))
  return ders.map(der => {
    try {
      return readList(der, keys)
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : 'unreadable'
      throw fail('invalid_argument', `ca.crl is no revocation list of these authorities: ${problem}`, { cause })
    }
  })
}

function readList(der: Buffer, authorities: readonly { issuer: string; key: KeyObject }[]): RevocationList {
  const [list, surplus] = values(der)
  if (list?.tag !== tags.sequence || surplus !== undefined) throw new Error('it is no list')
  const [signed, algorithm, signature] = values(list.content)
  if (signed === undefined || algorithm === undefined || signature?.tag !== tags.bitString)
    throw new Error('it is no list')
  const [oid] = values(algorithm.content)
  const hash = hashes[oid?.content.toString('hex') ?? '']
  if (hash === undefined) throw new Error('it is signed by an algorithm that is not taken')
  const [unused, ...bytes] = signature.content
  if (unused !== 0) throw new Error('its signature is not in whole bytes')
  const bits = Buffer.from(bytes)
  const issuer = authorities.find(({ key }) => verify(hash, signed.whole, key, bits))
  if (issuer === undefined) throw new Error('no authority of ca.crt has signed it')
  const [first, ...rest] = values(signed.content)
  // The version is left out by version 1.
  const [, , thisUpdate, ...after] = first?.tag === tags.integer ? rest : [first, ...rest]
  if (thisUpdate === undefined) throw new Error('it has no time')
  const [next, ...others] = after
  const hasNext = next?.tag === tags.utcTime || next?.tag === tags.generalizedTime
  const revoked = [...(hasNext ? others : after)].find(value => value?.tag === tags.sequence)
  const serialNumbers = new Set<string>()
  if (revoked) for (const entry of values(revoked.content)) serialNumbers.add(serialOf(entry))
  return { issuer: issuer.issuer, serialNumbers, nextUpdateMs: next && hasNext ? timeOf(next) : undefined }
}

function serialOf(entry: Value): string {
  const [serial] = values(entry.content)
  if (serial?.tag !== tags.integer) throw new Error('an entry has no serial number')
  return serial.content.toString('hex').replace(/^0+(?=.)/, '')
}

function timeOf({ tag, content }: Value): number {
  const text = content.toString('latin1')
  const digits = tag === tags.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? []
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(at)) throw new Error('it has no time')
  return at
}
