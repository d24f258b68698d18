// From an HTTP request to an admitted station, or to a refusal that tells a stranger nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { toFailure } from '@chargeplane/failure'
import { chooseSubprotocol, handshakeQuirks, type StationProfile } from '@chargeplane/ocpp'
import { recordQuirks } from '../calls/call-metrics.ts'
import type { UpgradeAnswer, UpgradeRequest } from '../sockets/websocket.ts'
import type { AccessCache, AccessEntry } from './access.ts'
import { type Admission, retryAfter } from './admission.ts'
import type { Arrival } from './arrivals.ts'
import { isUnguessable, type PasswordCheck, parseBasic } from './credentials.ts'
import type { FailedAttempts } from './failed-attempts.ts'
import { type Identity, identityKey, isValidIdentity, parsePath } from './identity.ts'
import type { RestraintReason, Restraints } from './restraints.ts'
import { isNews, type Proof, type ProofFault, type ProofRules, proofOf } from './station-proof.ts'
import type { TenantTolerance } from './tolerance.ts'

/** ConnectionRefused.reason. */
export type RefusalReason =
  | 'bad_credentials'
  | 'unknown_station'
  | 'unsupported_subprotocol'
  | 'overloaded'
  | 'too_many_attempts'
  | 'invalid_identity'
  | 'unavailable'
  | RestraintReason
  | ProofFault

/** Who was let in. `subprotocol` undefined: nothing offered is spoken here; the socket is opened and closed at once. */
export interface Admitted {
  tenant: string
  /** In the spelling of the registry; as received for a station that is admitted without being registered. */
  station: string
  remoteAddress: string
  subprotocol: ReturnType<typeof chooseSubprotocol>
  /** RegistrationStatusEnumType of the last boot; empty when it never booted. */
  registration: string
  /** Whether nothing of what it sends is repaired or let pass. */
  strict: boolean
  proof: Proof
  /** As of its last boot. */
  profile: StationProfile
  /** Its place among those on their way in. */
  arrival: Arrival
}

export interface Gate {
  admission: Admission
  attempts: FailedAttempts
  restraints: Restraints
  access: AccessCache
  passwords: PasswordCheck
  tolerance: TenantTolerance
  proofs: ProofRules
  /** Stores what a station has proved itself with; rejects Failure, and the station stays outside: it could come with less elsewhere. */
  recordProof(identity: Identity, request: UpgradeRequest): Promise<void>
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

const again = (status: string, after = retryAfter()): UpgradeAnswer<never> => ({
  admitted: false,
  status,
  headers: { 'Retry-After': after },
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
  const subprotocol = agreeOn(request.subprotocols, gate.tolerance, identity)
  if (!isValidIdentity(identity, subprotocol?.version)) {
    return refuse('invalid_identity', { admitted: false, status: '400 Bad Request' })
  }
  // Nothing in common is said on the socket (OCPP-J 3.1.2); who offers nothing does not know that there is something to agree on.
  if (subprotocol === undefined && request.subprotocols.trim() === '') {
    return refuse('unsupported_subprotocol', { admitted: false, status: '400 Bad Request' })
  }

  const key = identityKey(identity)
  const isBlocked = gate.attempts.isBlocked(key, remoteAddress, now)
  const admit = (entry: AccessEntry, proof: Proof): Answer | Promise<Answer> => {
    gate.attempts.succeeded(key, remoteAddress)
    const restraint = gate.restraints.find(key, now)
    if (restraint) return refuse(restraint.reason, again('429 Too Many Requests', String(restraint.waitS)))
    const arrival = gate.admission.arrive()
    return arrival instanceof Promise ? arrival.then(place => letIn(entry, proof, place)) : letIn(entry, proof, arrival)
  }
  const letIn = (entry: AccessEntry, proof: Proof, arrival: Arrival): Answer => {
    const { stationId, registrationStatus, vendor, model, firmwareVersion } = entry.access
    const station = stationId === '' ? identity.station : stationId
    const { tenant } = identity
    const who = {
      ...{ tenant, station, remoteAddress, subprotocol, proof, arrival },
      registration: proof.expired && registrationStatus === 'Accepted' ? 'Pending' : registrationStatus,
      strict: entry.access.strict || gate.tolerance.isStrict(tenant),
      profile: { vendor, model, firmwareVersion },
    }
    if (subprotocol === undefined) gate.refused(identity, remoteAddress, 'unsupported_subprotocol')
    else recordQuirks(subprotocol, quirksOf(subprotocol.subprotocol, request.authorization, identity, gate.tolerance))
    return { admitted: true, subprotocol: subprotocol?.subprotocol ?? '', who }
  }
  const reject = async (reason: RefusalReason): Promise<Answer> => {
    await sleep(Math.max(0, refusalFloorMs - (performance.now() - now)))
    return refuse(reason, unauthorized)
  }
  const guessed = (entry: AccessEntry): Promise<Answer> => {
    gate.attempts.failed(key, remoteAddress, now)
    return reject(entry.access.known ? 'bad_credentials' : 'unknown_station')
  }
  const busy = (error: unknown): Answer => {
    const { code } = toFailure(error)
    // A fault of our own is the caller's to report.
    if (code === 'internal') throw error
    return refuse(code === 'resource_exhausted' ? 'overloaded' : 'unavailable', again('503 Service Unavailable'))
  }
  const enter = (entry: AccessEntry, proof: Proof): Answer | Promise<Answer> => {
    if (!isNews(entry.access, request)) return admit(entry, proof)
    return gate.recordProof(identity, request).then(() => admit(entry, proof))
  }
  const decide = (entry: AccessEntry): Answer | Promise<Answer> => {
    const { access } = entry
    const proof = proofOf(gate.proofs, { ...identity, station: access.stationId || identity.station }, access, request)
    const mayBeGuessing = isBlocked && request.profile < 3
    if (mayBeGuessing && !(typeof proof !== 'string' && knowsTheSecret(gate, entry, identity, request))) {
      return refuse('too_many_attempts', again('429 Too Many Requests'))
    }
    if (typeof proof === 'string') {
      // Counted like a wrong password, or a stranger would know by what is never counted that there is such a station.
      if (request.profile < 3) gate.attempts.failed(key, remoteAddress, now)
      return reject(proof)
    }
    if (proof.serialNumber !== '') return access.admitted ? enter(entry, proof) : reject('unknown_station')
    const verdict = authenticate(gate, entry, identity, request.authorization)
    if (typeof verdict === 'boolean') return verdict ? enter(entry, proof) : guessed(entry)
    return verdict.then(good => (good ? enter(entry, proof) : guessed(entry)))
  }

  const entry = gate.access.get(identity)
  if (!(entry instanceof Promise)) {
    const answer = decide(entry)
    return answer instanceof Promise ? answer.catch(busy) : answer
  }
  return entry.then(decide).catch(busy)
}

function agreeOn(offered: string, tolerance: TenantTolerance, { tenant }: Identity): Admitted['subprotocol'] {
  if (offered.trim() !== '') return chooseSubprotocol(offered)
  const version = tolerance.withoutSubprotocol(tenant)
  return version === undefined ? undefined : { subprotocol: '', version }
}

/** Of a handshake that was let in. */
function quirksOf(spoken: string, authorization: string, { tenant, station }: Identity, tolerance: TenantTolerance) {
  const quirks: string[] = spoken === '' ? [handshakeQuirks.noSubprotocol] : []
  if (!tolerance.takesAnyUsername(tenant)) return quirks
  const username = parseBasic(authorization, station)?.username ?? station
  const isNamed = identityKey({ tenant, station: username }) === identityKey({ tenant, station })
  return isNamed ? quirks : [...quirks, handshakeQuirks.foreignUsername]
}

/** Whether the password is right and could not have been guessed; asked of who has used up its attempts. */
function knowsTheSecret(
  gate: Gate,
  entry: AccessEntry,
  identity: Identity,
  { authorization }: UpgradeRequest,
): boolean {
  return isUnguessable(entry.access) && authenticate(gate, entry, identity, authorization) === true
}

/** Rejects what `PasswordCheck.verify` rejects. Does the same work for an unknown station as for a wrong password. */
function authenticate(
  { passwords, tolerance }: Gate,
  entry: AccessEntry,
  identity: Identity,
  authorization: string,
): boolean | Promise<boolean> {
  const { admitted, passwordVerifier, pendingPasswordVerifier } = entry.access
  if (admitted && passwordVerifier === '') return true
  const presented = parseBasic(authorization, identity.station)
  if (presented === undefined) return false
  const { password } = presented
  const isNamed = identityKey({ ...identity, station: presented.username }) === identityKey(identity)
  const mayEnter = admitted && (isNamed || tolerance.takesAnyUsername(identity.tenant))
  if (entry.verified !== undefined && passwords.digest(password) === entry.verified) return mayEnter
  const matches = verifyEither(passwords, passwordVerifier, pendingPasswordVerifier, password)
  // What is verified fast is not worth remembering.
  if (typeof matches === 'boolean') return matches && mayEnter
  return matches.then(good => {
    if (good) entry.verified = passwords.digest(password)
    return good && mayEnter
  })
}

/** While it is not known whether a station has taken its new password, it may come with either (A01.FR.04). */
function verifyEither(
  passwords: PasswordCheck,
  current: string,
  pending: string,
  password: Buffer,
): boolean | Promise<boolean> {
  const matches = passwords.verify(current, password)
  if (pending === '') return matches
  const orPending = (good: boolean) => good || passwords.verify(pending, password)
  return typeof matches === 'boolean' ? orPending(matches) : matches.then(orPending)
}
