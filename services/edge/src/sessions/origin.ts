// The origin of the events that an edge publishes of itself: connections and commands. Those of a CALL are made by its row.
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import { nextSequence, type Session } from './session.ts'

/** `ce_source` of what an edge publishes. */
export const eventSource = '/chargeplane/edge'

/** Takes the next place in the session's epoch. */
export function sessionOrigin(session: Session, edgeId: string, action = ''): Origin {
  const { tenant, station, epoch } = session
  return {
    ...blankOrigin(edgeId),
    tenant,
    stationId: station,
    epoch: BigInt(epoch),
    sequence: nextSequence(session),
    action,
  }
}

/** Of something that belongs to no session. */
export function blankOrigin(edgeId: string): Origin {
  return {
    tenant: '',
    stationId: '',
    epoch: 0n,
    sequence: 0,
    receivedAt: new Date().toISOString(),
    action: '',
    rawPayload: '',
    fallback: '',
    edgeId,
    schemaFault: '',
    quirks: [],
    signed: false,
  }
}

/** Deterministic: the same fact has the same id through whichever edge it arrives. */
export function eventId(session: Pick<Session, 'key'>, type: string, naturalKey: string): string {
  return `${session.key}/${shortName(type)}/${naturalKey}`
}

const shortNames = new Map<string, string>()

function shortName(type: string): string {
  const known = shortNames.get(type)
  if (known !== undefined) return known
  const name = type.slice(type.lastIndexOf('.') + 1)
  shortNames.set(type, name)
  return name
}
