import type { FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { firmwareStatus } from '../../firmware-status.ts'
import type { Loose } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'

/** OCPP 1.6 4.5. Tolerant: a station repeats a status that is bounced, and it says no more than this. */
export const firmwareStatusNotification: StationHandler<
  Loose<FirmwareStatusNotificationRequest>,
  FirmwareStatusNotificationResponse
> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { status: textual }),
  answer: () => ({}),
  events: (request, context) => [firmwareStatus('FirmwareStatusNotification', request, context)],
}
