// An edge, put together: everything between its Kafka producer, its Redis and its peers on one side and the sockets on the other.
import { randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import type { EventProducer } from '@chargeplane/events'
import { textSealer, tokenHasher } from '@chargeplane/ocpp'
import type { Routing } from '@chargeplane/routing'
import { createTurns } from '@chargeplane/rpc'
import { createAccessCache } from './admission/access.ts'
import { createAdmission } from './admission/admission.ts'
import { createArrivals } from './admission/arrivals.ts'
import { createPasswordCheck } from './admission/credentials.ts'
import { limitFailedAttempts } from './admission/failed-attempts.ts'
import { watchFlaps } from './admission/flaps.ts'
import { identityKey } from './admission/identity.ts'
import { defaultMemoryBudget, watchPressure } from './admission/pressure.ts'
import { proofRecorder } from './admission/record-proof.ts'
import { createRestraints } from './admission/restraints.ts'
import { organizationsBy } from './admission/station-proof.ts'
import { tenantTolerance } from './admission/tolerance.ts'
import { createCalls } from './calls/calls.ts'
import { createCommands } from './commands/commands.ts'
import type { EdgeConfig } from './config.ts'
import { createDecisions } from './decisions/decisions.ts'
import { arrivalQuestions } from './decisions/questions.ts'
import { createDepartures } from './departures/departures.ts'
import { openPeers } from './peers.ts'
import { createAnnouncer } from './sessions/announce.ts'
import { createEdgePeers } from './sessions/edge-peers.ts'
import { createLease } from './sessions/lease.ts'
import { watchLiveness } from './sessions/liveness.ts'
import { createRoutes } from './sessions/routes.ts'
import type { Session } from './sessions/session.ts'
import { createSessions } from './sessions/sessions.ts'
import { createDoor } from './sockets/door.ts'
import { createRevocationBook } from './sockets/revocations.ts'

export type Edge = ReturnType<typeof createEdge>

/** A boot that has waited so long for its turn gets the fallback: stations give a CALL up, and repeat it, after half a minute or so. */
const bootPatienceMs = 10_000
/** TCP connections beside the admitted ones: those in the middle of a handshake, and refusals on their way out. */
const spareTcpConnections = 500

/** Nothing is listened on yet: main.ts does that, when everything that a station needs is there. */
export function createEdge(config: EdgeConfig, producer: EventProducer, routing: Routing) {
  // A crashed edge that comes back under its name must not be taken for its former self, whose stations are to be announced as lost.
  const edgeId = `${config.EDGE_ID}.${randomBytes(4).toString('hex')}`
  const peers = openPeers(config)
  const otherEdges = createEdgePeers()
  const announcer = createAnnouncer(edgeId, producer)
  const restraints = createRestraints()
  const flaps = watchFlaps({
    perMinute: config.EDGE_TAKEOVERS_PER_MINUTE,
    restraints,
    contested: announcer.contested,
  })
  const routes = createRoutes({
    routing,
    edgeId,
    tellReplaced(tenant, station, previous) {
      const remoteAddress = sessions.find(tenant, station)?.remoteAddress ?? ''
      flaps.tookOver(identityKey({ tenant, station }), { tenant, station, remoteAddress, epoch: previous.epoch })
      otherEdges.closeSession(tenant, station, previous)
    },
  })
  const pressure = watchPressure({
    memoryBudgetBytes: config.EDGE_MEMORY_BUDGET_BYTES || defaultMemoryBudget(config.EDGE_MAX_CONNECTIONS),
    maxLoopDelayMs: config.EDGE_MAX_LOOP_DELAY_MS,
  })
  const bootTurns = createTurns(config.EDGE_MAX_BOOTS, bootPatienceMs)
  const admission = createAdmission({
    maxConnections: config.EDGE_MAX_CONNECTIONS,
    acceptRate: config.EDGE_ACCEPT_RATE,
    pressure,
    arrivals: createArrivals({ atOnce: config.EDGE_MAX_ARRIVALS, held: () => bootTurns.waiting }),
  })
  const door = createDoor({
    maxTcpConnections: config.EDGE_MAX_CONNECTIONS + spareTcpConnections,
    acceptRate: config.EDGE_ACCEPT_RATE,
    pressure,
  })
  const questions = arrivalQuestions(peers.stations, config.EDGE_DECISION_DEADLINE_MS)
  const access = createAccessCache({
    fetch: ({ tenant, station }) => questions.getAccess({ tenant, stationId: station }),
    capacity: config.EDGE_ACCESS_CACHE_SIZE,
    ttlMs: config.EDGE_ACCESS_CACHE_MS,
  })
  const decisions = createDecisions({
    ...peers,
    stations: questions,
    deadlineMs: config.EDGE_DECISION_DEADLINE_MS,
    certificateDeadlineMs: config.EDGE_CERTIFICATE_DEADLINE_MS,
    bootFallback: config.EDGE_BOOT_FALLBACK,
    authorizeFallback: config.EDGE_AUTHORIZE_FALLBACK,
    fallbackIntervalS: config.EDGE_FALLBACK_INTERVAL_S,
    bootTurns,
  })
  const hashToken = tokenHasher(config.CHARGEPLANE_TOKEN_HASH_KEY)
  const calls = createCalls({
    edgeId,
    producer,
    decisions,
    hashToken,
    sealText: textSealer(config.CHARGEPLANE_PASSWORD_PEPPER),
    lenientBeforeBoot: new Set(config.EDGE_LENIENT_BEFORE_BOOT),
    totalCost: config.EDGE_TOTAL_COST,
    driverTariff: config.EDGE_DRIVER_TARIFF,
  })
  const commands = createCommands({ edgeId, producer, hashToken })
  const sessions = createSessions({
    admission,
    announcer,
    calls,
    commands,
    routes,
    flaps,
    tick: () => liveness.tick,
  })
  const liveness = watchLiveness({
    pingIntervalMs: config.EDGE_PING_INTERVAL_MS,
    pongDeadlineMs: config.EDGE_PONG_DEADLINE_MS,
    silenceMs: config.EDGE_SILENCE_MS,
    unreadBytes: config.EDGE_MAX_SEND_BUFFER_BYTES,
  })
  const lease = createLease({
    routing,
    routes,
    edgeId,
    ttlMs: config.EDGE_LEASE_TTL_MS,
    renewMs: config.EDGE_LEASE_RENEW_MS,
    restoreRate: config.EDGE_RESTORE_RATE,
    sessions: sessions.all,
  })
  const departures = createDepartures({
    percent: config.EDGE_DRAIN_PERCENT,
    minRate: config.EDGE_DRAIN_MIN_RATE,
    callGraceMs: config.EDGE_DRAIN_CALL_GRACE_MS,
    sessions,
  })
  const pace = {
    perSecond: config.EDGE_FRAMES_PER_SECOND,
    maxPerSecond: config.EDGE_MAX_FRAMES_PER_SECOND,
    tenantPerSecond: config.EDGE_TENANT_FRAMES_PER_SECOND,
  }
  const flooded = (session: Session) => {
    restraints.impose(identityKey(session), 'flooding', performance.now())
  }
  const revocations = createRevocationBook()
  const gate = {
    admission,
    attempts: limitFailedAttempts({
      perStation: config.EDGE_FAILED_LOGINS_PER_MINUTE,
      perAddress: config.EDGE_FAILED_LOGINS_PER_ADDRESS,
    }),
    restraints,
    access,
    passwords: createPasswordCheck(config.CHARGEPLANE_PASSWORD_PEPPER),
    tolerance: tenantTolerance(config),
    proofs: { organizationsOf: organizationsBy(config.EDGE_CPO_NAMES), revocations },
    recordProof: proofRecorder(peers.stations, access, config.EDGE_DECISION_DEADLINE_MS),
    refused: announcer.refused,
  }
  const closePeers = () => {
    for (const peer of [...Object.values(peers), otherEdges]) peer.close()
  }
  const parts = {
    routes,
    announcer,
    revocations,
    admission,
    access,
    calls,
    commands,
    sessions,
    departures,
    liveness,
    lease,
    fence: lease.fence,
    gate,
  }
  return { edgeId, ...parts, pressure, door, pace, flooded, closePeers }
}

/** Where other processes reach our gRPC server: as configured, else the address listened on, else the first one of this machine. */
export function advertisedAddress(config: EdgeConfig, grpcPort: number): string {
  if (config.GRPC_ADVERTISED_ADDRESS !== undefined) return config.GRPC_ADVERTISED_ADDRESS
  if (config.GRPC_HOST !== '0.0.0.0' && config.GRPC_HOST !== '::') return `${config.GRPC_HOST}:${grpcPort}`
  const outward = Object.values(networkInterfaces())
    .flat()
    .find(address => address !== undefined && !address.internal && address.family === 'IPv4')
  return `${outward?.address ?? '127.0.0.1'}:${grpcPort}`
}
