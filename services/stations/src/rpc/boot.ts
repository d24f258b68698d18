import type { Database, Queryable } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import type { BootRequest, BootResponse } from '@chargeplane/proto/stations/v1/stations'
import type { Turns } from '@chargeplane/rpc'
import type { Access, AccessBook } from '../access.ts'
import { accessChanged, type Emit } from '../access-changed.ts'
import { checkAddress, type StationAddress, stationKey } from '../identity.ts'
import type { Registration } from '../registration.ts'
import type { UnknownPolicy } from './get-access.ts'

export interface BootNeeds {
  database: Database
  access: AccessBook
  emit: Emit
  /** An event was committed. */
  poke(): void
  unknownPolicy: UnknownPolicy
  /** Answered to Accepted: how often to send a Heartbeat, s. */
  heartbeatIntervalS: number
  /** Answered to Pending and Rejected: when to boot again, s; spread by a quarter either way. */
  pendingIntervalS: number
  /** Boots that PostgreSQL is asked about at a time. */
  turns: Turns
  /** From 0 to 1. */
  random: () => number
}

/**
 * Decides a boot by the station's registration (OCPP B01, B02, B03), and stores the decision before the station hears it.
 * A crash after the commit: the station was never answered, boots again and is told the same; until then GetAccess calls it Accepted a
 * moment early, which is what was decided. The other way round (answered first, stored from the event) an accepted station that reconnects
 * before the event is processed would have every call refused until its next reboot, for it does not boot again.
 * While PostgreSQL is away, or asked about as many boots as it may be, the registration read last decides; the StationBooted event stores
 * what was answered.
 */
export function boot(needs: BootNeeds) {
  return async (request: BootRequest): Promise<BootResponse> => {
    checkAddress(request)
    const isStorm = needs.turns.isBusy
    const decided = await decide(needs, request)
    // What it says is taken, but it has to come with another certificate before it is accepted (A00.FR.429).
    const status = request.certificateExpired && decided === 'Accepted' ? 'Pending' : decided
    return { status, intervalS: status === 'Accepted' ? beat(needs, isStorm) : wait(needs, isStorm) }
  }
}

/** As configured; up to a half longer for those who boot all at once, that their heartbeats be fewer and not in step. */
function beat({ heartbeatIntervalS, random }: BootNeeds, isStorm: boolean): number {
  return isStorm ? Math.round(heartbeatIntervalS * (1 + random() / 2)) : heartbeatIntervalS
}

/** A storm of boots must not come back as a storm. Never 0: that would leave the wait to the station (B02.FR.07). */
function wait({ pendingIntervalS, random }: BootNeeds, isStorm: boolean): number {
  return Math.max(1, Math.round(pendingIntervalS * (0.75 + random() / 2) * (isStorm ? 2 : 1)))
}

async function decide(needs: BootNeeds, address: BootRequest): Promise<Registration> {
  const { access, turns } = needs
  const known = turns.isBusy ? access.remembered(address) : undefined
  // What would be read and not written need not be read: changes of it are heard of (access.changed), a moment late at worst.
  if (known !== undefined && known.bootStatus === known.registration) {
    access.remember(address, { ...known, profile: profileOf(address) })
    return known.registration
  }
  try {
    const found = await turns.run(() => readOrStore(needs, address))
    if (found === undefined) return 'Rejected'
    access.remember(address, { ...found, profile: profileOf(address) })
    return found.registration
  } catch (error) {
    const remembered = access.remembered(address)
    if (remembered === undefined || !toFailure(error).retryable) throw error
    access.remember(address, { ...remembered, bootStatus: remembered.registration })
    return remembered.registration
  }
}

/** Only a change writes: most boots find what was answered before. */
async function readOrStore(needs: BootNeeds, address: BootRequest): Promise<Access | undefined> {
  const found = await needs.access.read(address)
  if (found === undefined && needs.unknownPolicy === 'reject') return undefined
  if (found !== undefined && found.bootStatus === found.registration) return found
  const stored = await needs.database.transaction(tx => store(tx, needs, address, found?.security))
  needs.poke()
  return stored
}

interface StoredRow {
  station_id: string
  registration: Registration
  password_verifier: string
  pending_verifier: string
  strict: boolean
}

/** Registers a stranger if the policy says so, and writes what is about to be answered. Undefined: deleted since it was read. */
async function store(
  tx: Queryable,
  { emit, unknownPolicy }: BootNeeds,
  address: BootRequest,
  security: Access['security'],
): Promise<Access | undefined> {
  const registered = unknownPolicy !== 'reject' && (await register(tx, address, unknownPolicy))
  const [row] = await tx.query<StoredRow>(
    `UPDATE stations SET boot_status = registration, boot_decided_at = now() WHERE tenant = $1 AND station_key = $2
     RETURNING station_id, registration, password_verifier, pending_verifier, strict`,
    [address.tenant, stationKey(address.stationId)],
  )
  if (row === undefined) return undefined
  const {
    station_id: stationId,
    registration,
    password_verifier: passwordVerifier,
    pending_verifier: pendingVerifier,
    strict,
  } = row
  await emit(tx, accessChanged({ tenant: address.tenant, stationId }, registered ? 'created' : 'registration_changed'))
  const profile = profileOf(address)
  return {
    stationId,
    registration,
    passwordVerifier,
    pendingVerifier,
    bootStatus: registration,
    strict,
    profile,
    security,
  }
}

const profileOf = ({ vendor, model, firmwareVersion }: BootRequest) => ({ vendor, model, firmwareVersion })

async function register(
  tx: Queryable,
  { tenant, stationId }: StationAddress,
  policy: 'pending' | 'accept',
): Promise<boolean> {
  const inserted = await tx.query(
    `INSERT INTO stations (tenant, station_key, station_id, registration) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant, station_key) DO NOTHING RETURNING 1`,
    [tenant, stationKey(stationId), stationId, policy === 'accept' ? 'Accepted' : 'Pending'],
  )
  return inserted.length > 0
}
