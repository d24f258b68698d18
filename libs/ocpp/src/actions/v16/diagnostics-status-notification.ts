import type { DiagnosticsStatusNotificationRequest, DiagnosticsStatusNotificationResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { logUpload } from '../../log-upload.ts'
import type { Loose } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'

/** OCPP 1.6 4.4. Tolerant: a station repeats a status that is bounced, and it says no more than this. */
export const diagnosticsStatusNotification: StationHandler<
  Loose<DiagnosticsStatusNotificationRequest>,
  DiagnosticsStatusNotificationResponse
> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { status: textual }),
  answer: () => ({}),
  events: (request, context) => [logUpload('DiagnosticsStatusNotification', request, context)],
}
