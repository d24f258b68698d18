// Station passwords and the verifiers that are stored in their stead. The edge checks them; StationAccess in proto describes the format.
import { createHash, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { fail } from '@chargeplane/failure'

const scryptAsync = promisify<Buffer, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt)

/** About 16 MB and 50 ms a try. */
const cost = { N: 16_384, r: 8, p: 1 }
/** passwordString (part 2, 2.1.4) of BasicAuthPassword (A00.FR.205). */
const chosenPattern = /^[A-Za-z0-9*\-_=:+|@.]{16,40}$/

/**
 * 160 bits as 40 lower-case hex digits: valid as BasicAuthPassword (2.x) and as AuthorizationKey (1.6, where a station may send
 * either these digits or the 20 bytes they stand for).
 */
export function generatePassword(): string {
  return randomBytes(20).toString('hex')
}

/** Verifier of a generated password: nothing can be guessed about 160 random bits, so one round of SHA-256 is enough. */
function fastVerifier(password: string, pepper: string): string {
  const salt = randomBytes(16)
  const hash = createHash('sha256').update(pepper).update(salt).update(password).digest('hex')
  return `sha256$${salt.toString('hex')}$${hash}`
}

/** Verifier of a password that a person chose. Computed in the thread pool, off the event loop. */
async function slowVerifier(password: string, pepper: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await scryptAsync(Buffer.from(pepper + password), salt, 32, cost)
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('hex')}$${hash.toString('hex')}`
}

/** The password to hand out and the verifier to store. `chosen` empty: a generated one. */
export async function issuePassword(chosen: string, pepper: string): Promise<{ password: string; verifier: string }> {
  if (chosen === '') {
    const password = generatePassword()
    return { password, verifier: fastVerifier(password, pepper) }
  }
  if (!chosenPattern.test(chosen)) {
    throw fail('invalid_argument', 'password must be 16 to 40 of the characters a-z A-Z 0-9 * - _ = : + | @ .', {
      field: 'password',
    })
  }
  return { password: chosen, verifier: await slowVerifier(chosen, pepper) }
}
