import type { NotifyChargingLimitRequest, NotifyChargingLimitResponse } from '#v21'
import { chargingSchedule } from '../../charging-schedule.ts'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { int32, text } from '../../read.ts'

/** OCPP 2.x K11, K12, K14: an external system limits the station; it obeys by itself, and the site's plan has to know. */
export const notifyChargingLimit: StationHandler<NotifyChargingLimitRequest, NotifyChargingLimitResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('NotifyChargingLimit', request, context)
    const { chargingLimitSource, isGridCritical, isLocalGeneration } = request.chargingLimit
    return [
      {
        type: 'chargeplane.ocpp.v1.ChargingLimitReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          evseId: int32(request.evseId),
          source: text(chargingLimitSource),
          gridCritical: isGridCritical ?? false,
          localGeneration: isLocalGeneration ?? false,
          schedules: (request.chargingSchedule ?? []).map(chargingSchedule),
        },
      },
    ]
  },
}
