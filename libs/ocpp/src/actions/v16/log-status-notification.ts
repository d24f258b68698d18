import type { LogStatusNotificationRequest, LogStatusNotificationResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { logUpload } from '../../log-upload.ts'
import type { Loose } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'

/** OCPP 1.6 security whitepaper N01. Tolerant: a station repeats a status that is bounced, and it says no more than this. */
export const logStatusNotification: StationHandler<
  Loose<LogStatusNotificationRequest>,
  LogStatusNotificationResponse
> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { status: textual }),
  answer: () => ({}),
  events: (request, context) => [logUpload('LogStatusNotification', request, context)],
}
