// Basic authentication (OCPP-J A00.FR.202-207, 1.6 security whitepaper A00.FR.205): what is presented, and whether it is the password.
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { fail } from '@chargeplane/failure'

export interface Presented {
  username: string
  /** Bytes: a 1.6 AuthorizationKey may be any. */
  password: Buffer
}

/**
 * Splits behind `station` where the pair begins with it: identities of 1.6 may hold colons. Else at the first ':' (a password may hold
 * some too). Undefined for anything that is not Basic authentication.
 */
export function parseBasic(header: string, station: string): Presented | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64')
  const own = Buffer.byteLength(station)
  const isOwn = pair[own] === 0x3a && pair.subarray(0, own).toString().toLowerCase() === station.toLowerCase()
  const colon = isOwn ? own : pair.indexOf(0x3a)
  if (colon < 0) return undefined
  return { username: pair.subarray(0, colon).toString(), password: pair.subarray(colon + 1) }
}

/**
 * What the stored password may have been, given what was presented. 1.6 writes a key as hex digits and presents the bytes they stand
 * for (A00.FR.205); stations exist that present the digits, in either case.
 */
export function candidates(password: Buffer): Buffer[] {
  const text = password.toString('latin1')
  if (/[^\x20-\x7e]/.test(text)) {
    const hex = password.toString('hex')
    return [password, Buffer.from(hex), Buffer.from(hex.toUpperCase())]
  }
  const lower = text.toLowerCase()
  return /^[0-9a-f]{32,40}$/.test(lower) && lower !== text ? [password, Buffer.from(lower)] : [password]
}

/**
 * Whether a station's passwords are generated ones, 160 random bits: to try one tells a guesser nothing and costs microseconds, so whoever
 * has the right one need not be kept waiting by those who have not.
 */
export function isUnguessable(access: { passwordVerifier: string; pendingPasswordVerifier: string }): boolean {
  const isGenerated = (verifier: string) => verifier.startsWith('sha256$')
  const { passwordVerifier, pendingPasswordVerifier: pending } = access
  return isGenerated(passwordVerifier) && (pending === '' || isGenerated(pending))
}

/** Checks of slow verifiers that may wait for one of Node's four worker threads; past it the edge is overloaded. */
const maxSlowChecks = 64

export interface PasswordCheck {
  /**
   * Whether `password` satisfies a verifier of stations.v1.StationAccess. Takes as long for a verifier that is empty or not understood
   * as for a wrong password. Rejects resource_exhausted when too many slow checks are waiting.
   */
  verify(verifier: string, password: Buffer): boolean | Promise<boolean>
  /** Digest under a key of this process, to recognise a password that has been verified already. */
  digest(password: Buffer): string
}

const scryptAsync = promisify<Buffer, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt)

export function createPasswordCheck(pepper: string): PasswordCheck {
  const processKey = randomBytes(16)
  const noSalt = Buffer.alloc(16)
  const noHash = Buffer.alloc(32)
  let slowChecks = 0

  function verifyFast(salt: Buffer, hash: Buffer, password: Buffer): boolean {
    let matched = false
    for (const candidate of candidates(password)) {
      const actual = createHash('sha256').update(pepper).update(salt).update(candidate).digest()
      if (actual.length === hash.length && timingSafeEqual(actual, hash)) matched = true
    }
    return matched
  }

  async function verifySlow(cost: number[], salt: Buffer, hash: Buffer, password: Buffer): Promise<boolean> {
    if (slowChecks >= maxSlowChecks) throw fail('resource_exhausted', 'too many passwords are being checked')
    slowChecks += 1
    try {
      const [N = 0, r = 0, p = 0] = cost
      for (const candidate of candidates(password)) {
        const peppered = Buffer.concat([Buffer.from(pepper), candidate])
        if (timingSafeEqual(await scryptAsync(peppered, salt, hash.length, { N, r, p }), hash)) return true
      }
      return false
    } finally {
      slowChecks -= 1
    }
  }

  return {
    verify(verifier, password) {
      const fields = verifier.split('$')
      const [salt, hash] = fields.slice(-2).map(hex => Buffer.from(hex, 'hex'))
      if (fields[0] === 'sha256' && fields.length === 3) return verifyFast(salt ?? noSalt, hash ?? noHash, password)
      if (fields[0] === 'scrypt' && fields.length === 6) {
        return verifySlow(fields.slice(1, 4).map(Number), salt ?? noSalt, hash ?? noHash, password)
      }
      verifyFast(noSalt, noHash, password)
      return false
    },
    digest: password => createHash('sha256').update(processKey).update(password).digest('base64url'),
  }
}
