import type { PublishFirmwareStatusNotificationRequest, PublishFirmwareStatusNotificationResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { taskStatus } from '../../firmware-status.ts'
import { type Loose, text } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'

/** OCPP 2.x L03, of a local controller. Tolerant: a station repeats a status that is bounced, and it says no more than this. */
export const publishFirmwareStatusNotification: StationHandler<
  Loose<PublishFirmwareStatusNotificationRequest>,
  PublishFirmwareStatusNotificationResponse
> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { status: textual }),
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('PublishFirmwareStatusNotification', request, context)
    const locations = Array.isArray(request.location) ? request.location.map(text) : [text(request.location)]
    return [
      {
        type: 'chargeplane.ocpp.v1.FirmwarePublishReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, ...taskStatus(request), locations: locations.filter(location => location !== '') },
      },
    ]
  },
}
