// SecurityEventNotification is the same in every version (OCPP 1.6 whitepaper A04, 2.x A04).
import type { CallContext } from './contract.ts'
import { contentKey, originOf } from './events.ts'
import { instant } from './instants.ts'
import { type Loose, text } from './read.ts'
import type { StationEvent } from './station-events.ts'

interface SecurityEvent {
  readonly type: string
  readonly timestamp: string
  readonly techInfo?: string
}

/** A station queues these while it is offline (A04.FR.02) and repeats what was not confirmed: the same words are the same event. */
export function securityEvent(request: Loose<SecurityEvent>, context: CallContext): StationEvent {
  return {
    type: 'chargeplane.ocpp.v1.SecurityEventReported',
    subject: context.stationId,
    naturalKey: contentKey(context),
    data: {
      origin: originOf('SecurityEventNotification', request, context),
      type: text(request.type),
      occurredAt: instant(request.timestamp, context.receivedAt),
      techInfo: text(request.techInfo),
    },
  }
}
