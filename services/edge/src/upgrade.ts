// From an HTTP request to an admitted station, or to a refusal that tells a stranger nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { toFailure } from '@chargeplane/failure'
import { chooseSubprotocol } from '@chargeplane/ocpp'
import type { AccessCache, AccessEntry } from './access.ts'
import { type Admission, retryAfter } from './admission.ts'
import { type PasswordCheck, parseBasic } from './credentials.ts'
import type { FailedAttempts } from './failed-attempts.ts'
import { type Identity, identityKey, isValidIdentity, parsePath } from './identity.ts'
import type { UpgradeAnswer, UpgradeRequest } from './websocket.ts'

/** ConnectionRefused.reason. */
export type RefusalReason =
  | 'bad_credentials'
  | 'unknown_station'
  | 'unsupported_subprotocol'
  | 'overloaded'
  | 'invalid_identity'
  | 'unavailable'

/** Who was let in. `subprotocol` undefined: nothing offered is spoken here; the socket is opened and closed at once. */
export interface Admitted {
  tenant: string
  /** In the spelling of the registry; as received for a station that is admitted without being registered. */
  station: string
  remoteAddress: string
  subprotocol: ReturnType<typeof chooseSubprotocol>
  /** RegistrationStatusEnumType of the last boot; empty when it never booted. */
  registration: string
}

export interface Gate {
  admission: Admission
  attempts: FailedAttempts
  access: AccessCache
  passwords: PasswordCheck
  refused(identity: Identity, remoteAddress: string, reason: RefusalReason): void
}

/**
 * A wrong password, an unknown station and a slow verifier are told apart by nobody: refusals of credentials leave this long after the
 * request came. Ms.
 */
const refusalFloorMs = 150

const unauthorized: UpgradeAnswer<never> = {
  admitted: false,
  status: '401 Unauthorized',
  headers: { 'WWW-Authenticate': 'Basic realm="ocpp"' },
}

const again = (status: string): UpgradeAnswer<never> => ({
  admitted: false,
  status,
  headers: { 'Retry-After': retryAfter() },
})

type Answer = UpgradeAnswer<Admitted>

/** Answers at once for a station whose access is cached and whose verifier is fast. */
export function decideUpgrade(gate: Gate, request: UpgradeRequest): Answer | Promise<Answer> {
  const now = performance.now()
  const { remoteAddress } = request
  const identity = parsePath(request.path)
  if (identity === undefined) return { admitted: false, status: '404 Not Found' }
  const refuse = (reason: RefusalReason, answer: Answer): Answer => {
    gate.refused(identity, remoteAddress, reason)
    return answer
  }
  if (!gate.admission.tryEnter(now)) return refuse('overloaded', again('503 Service Unavailable'))
  const subprotocol = chooseSubprotocol(request.subprotocols)
  if (!isValidIdentity(identity, subprotocol?.version)) {
    return refuse('invalid_identity', { admitted: false, status: '400 Bad Request' })
  }
  if (gate.attempts.isBlocked(identityKey(identity), remoteAddress, now)) {
    return refuse('overloaded', again('429 Too Many Requests'))
  }

  const admit = (entry: AccessEntry): Answer => {
    gate.attempts.succeeded(identityKey(identity), remoteAddress)
    const { stationId, registrationStatus } = entry.access
    const station = stationId === '' ? identity.station : stationId
    const who = { tenant: identity.tenant, station, remoteAddress, subprotocol, registration: registrationStatus }
    if (subprotocol === undefined) gate.refused(identity, remoteAddress, 'unsupported_subprotocol')
    return { admitted: true, subprotocol: subprotocol?.subprotocol ?? '', who }
  }
  const reject = async (entry: AccessEntry): Promise<Answer> => {
    gate.attempts.failed(identityKey(identity), remoteAddress, now)
    await sleep(Math.max(0, refusalFloorMs - (performance.now() - now)))
    return refuse(entry.access.known ? 'bad_credentials' : 'unknown_station', unauthorized)
  }
  const busy = (error: unknown): Answer => {
    const { code } = toFailure(error)
    // A fault of our own is the caller's to report.
    if (code === 'internal') throw error
    return refuse(code === 'resource_exhausted' ? 'overloaded' : 'unavailable', again('503 Service Unavailable'))
  }
  const decide = (entry: AccessEntry): Answer | Promise<Answer> => {
    const verdict = authenticate(gate.passwords, entry, identity, request.authorization)
    if (typeof verdict === 'boolean') return verdict ? admit(entry) : reject(entry)
    return verdict.then(good => (good ? admit(entry) : reject(entry)))
  }

  const entry = gate.access.get(identity)
  if (!(entry instanceof Promise)) {
    const answer = decide(entry)
    return answer instanceof Promise ? answer.catch(busy) : answer
  }
  return entry.then(decide).catch(busy)
}

/** Rejects what `PasswordCheck.verify` rejects. Does the same work for an unknown station as for a wrong password. */
function authenticate(
  passwords: PasswordCheck,
  entry: AccessEntry,
  identity: Identity,
  authorization: string,
): boolean | Promise<boolean> {
  const { admitted, passwordVerifier } = entry.access
  if (admitted && passwordVerifier === '') return true
  const presented = parseBasic(authorization)
  if (presented === undefined) return false
  const { password } = presented
  const mayEnter = admitted && identityKey({ ...identity, station: presented.username }) === identityKey(identity)
  if (entry.verified !== undefined && passwords.digest(password).equals(entry.verified)) return mayEnter
  const settle = (matches: boolean) => {
    if (matches) entry.verified = passwords.digest(password)
    return matches && mayEnter
  }
  const matches = passwords.verify(passwordVerifier, password)
  return typeof matches === 'boolean' ? settle(matches) : matches.then(settle)
}
