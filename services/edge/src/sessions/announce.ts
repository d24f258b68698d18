// The life of connections as events: connected, disconnected, refused.

import type { EventProducer, NewEvent } from '@chargeplane/events'
import { type Failure, toFailure } from '@chargeplane/failure'
import { logger, metrics } from '@chargeplane/telemetry'
import type { Contest } from '../admission/flaps.ts'
import { type Identity, identityKey } from '../admission/identity.ts'
import type { RefusalReason } from '../admission/upgrade.ts'
import { sparingly } from '../sparingly.ts'
import { blankOrigin, eventId, sessionOrigin } from './origin.ts'
import type { CloseReason, Session } from './session.ts'

export interface Announcer {
  /** Rejects when Kafka is so far behind that the event can't even wait. */
  connected(session: Session): Promise<void>
  /** Kept and tried again when it can't wait in the producer; superseded by a later one of the same station. */
  disconnected(session: Session, reason: CloseReason, code: number): void
  /** Best effort, and few a second: strangers decide how many there would be. */
  refused(identity: Identity, remoteAddress: string, reason: RefusalReason): void
  /** Best effort: sessions of one station replace each other without end. */
  contested(contest: Contest): void
  /** Tries again what could not wait; to be called now and then. */
  retry(): void
}

const connectedType = 'chargeplane.ocpp.v1.StationConnected'
const disconnectedType = 'chargeplane.ocpp.v1.StationDisconnected'
const refusedType = 'chargeplane.ocpp.v1.ConnectionRefused'
const contestedType = 'chargeplane.ocpp.v1.IdentityContested'

const codeOfReason: Record<RefusalReason, Failure['code']> = {
  bad_credentials: 'unauthenticated',
  unknown_station: 'unauthenticated',
  unsupported_subprotocol: 'not_supported',
  overloaded: 'resource_exhausted',
  too_many_attempts: 'resource_exhausted',
  flapping: 'resource_exhausted',
  flooding: 'resource_exhausted',
  invalid_identity: 'invalid_argument',
  unavailable: 'unavailable',
  lower_profile: 'unauthenticated',
  foreign_tenant: 'unauthenticated',
  no_certificate: 'unauthenticated',
  foreign_certificate: 'unauthenticated',
  expired_certificate: 'unauthenticated',
  revoked_certificate: 'unauthenticated',
}

/** Disconnections that wait here; there are no more than sockets have closed while Kafka was away. */
const maxKept = 50_000

const log = logger('announce')
const mayLog = sparingly(5, 10_000)

export function createAnnouncer(edgeId: string, producer: Pick<EventProducer, 'publish'>): Announcer {
  const kept = new Map<string, NewEvent>()
  const mayAnnounceRefusal = sparingly(10, 1000)
  /** Events told beside those of sessions, to number them. */
  let told = 0

  const keep = (key: string, event: NewEvent, error: unknown) => {
    if (mayLog()) log.warn('a disconnection is not in Kafka yet', { failure: toFailure(error) })
    if (kept.size < maxKept) kept.set(key, event)
  }

  return {
    connected(session) {
      return producer.publish({
        type: connectedType,
        tenant: session.tenant,
        subject: session.station,
        id: eventId(session, connectedType, String(session.epoch)),
        data: {
          origin: sessionOrigin(session, edgeId),
          remoteAddress: session.remoteAddress,
          ocppVersion: session.version,
          securityProfile: session.proof.profile,
        },
      })
    },
    disconnected(session, reason, code) {
      const event: NewEvent = {
        type: disconnectedType,
        tenant: session.tenant,
        subject: session.station,
        id: eventId(session, disconnectedType, String(session.epoch)),
        data: { origin: sessionOrigin(session, edgeId), reason, code },
      }
      producer.publish(event).catch(error => keep(session.key, event, error))
    },
    refused(identity, remoteAddress, reason) {
      metrics.ocppEdgeRefused.add(1, { 'ocpp.refusal.reason': reason })
      metrics.inputRefused.add(1, { 'chargeplane.boundary': 'http', 'error.type': codeOfReason[reason] })
      // A name that no station can have is no subject, and none to be written into a topic.
      if (reason === 'invalid_identity' || !mayAnnounceRefusal()) return
      told += 1
      const { tenant, station } = identity
      const id = `${identityKey(identity)}/ConnectionRefused/${edgeId}-${told}`
      const origin = { ...blankOrigin(edgeId), tenant, stationId: station }
      producer
        .publish({ type: refusedType, tenant, subject: station, id, data: { origin, remoteAddress, reason } })
        .catch(error => {
          if (mayLog()) log.warn('a refusal is not in Kafka', { failure: toFailure(error) })
        })
    },
    contested({ tenant, station, epoch, takeovers, remoteAddresses, refusedS }) {
      told += 1
      const id = `${tenant}/${station}/IdentityContested/${edgeId}-${told}`
      // A session that was replaced before it had an epoch is told as the first.
      const origin = { ...blankOrigin(edgeId), tenant, stationId: station, epoch: BigInt(Math.max(1, epoch)) }
      const data = { origin, takeovers, remoteAddresses, refusedS }
      log.warn('sessions of one station replace each other: newcomers are kept out', {
        tenant,
        station,
        takeovers,
        refusedS,
      })
      producer.publish({ type: contestedType, tenant, subject: station, id, data }).catch(error => {
        if (mayLog()) log.warn('a contest for a station is not in Kafka', { failure: toFailure(error) })
      })
    },
    retry() {
      for (const [key, event] of kept) {
        kept.delete(key)
        producer.publish(event).catch(error => keep(key, event, error))
      }
    },
  }
}
