import type { SignedFirmwareStatusNotificationRequest, SignedFirmwareStatusNotificationResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { firmwareStatus } from '../../firmware-status.ts'
import type { Loose } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'

/** OCPP 1.6 security whitepaper L01. Tolerant: a station repeats a status that is bounced, and it says no more than this. */
export const signedFirmwareStatusNotification: StationHandler<
  Loose<SignedFirmwareStatusNotificationRequest>,
  SignedFirmwareStatusNotificationResponse
> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { status: textual }),
  answer: () => ({}),
  events: (request, context) => [firmwareStatus('SignedFirmwareStatusNotification', request, context)],
}
