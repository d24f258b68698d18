import type { ClearedChargingLimitRequest, ClearedChargingLimitResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { int32, text } from '../../read.ts'

/** OCPP 2.x K13, K14: the external limit is gone. */
export const clearedChargingLimit: StationHandler<ClearedChargingLimitRequest, ClearedChargingLimitResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('ClearedChargingLimit', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.ChargingLimitCleared',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, evseId: int32(request.evseId), source: text(request.chargingLimitSource) },
      },
    ]
  },
}
