import type { NotifyPriorityChargingRequest, NotifyPriorityChargingResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { text } from '../../read.ts'

/** OCPP 2.1 K21, K22: a driver's priority charging went on or off. */
export const notifyPriorityCharging: StationHandler<NotifyPriorityChargingRequest, NotifyPriorityChargingResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('NotifyPriorityCharging', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.PriorityChargingReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, transactionId: text(request.transactionId), activated: request.activated },
      },
    ]
  },
}
