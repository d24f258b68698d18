import type { SecurityEventNotificationRequest, SecurityEventNotificationResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import type { Loose } from '../../read.ts'
import { securityEvent } from '../../security-event.ts'
import { firstUnusable, textual } from '../../usable.ts'

/** OCPP 1.6 security whitepaper A04. Tolerant: an event that is bounced is one that nobody hears of. */
export const securityEventNotification: StationHandler<
  Loose<SecurityEventNotificationRequest>,
  SecurityEventNotificationResponse
> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { type: textual }),
  answer: () => ({}),
  events: (request, context) => [securityEvent(request, context)],
}
