import type { SwappedBattery } from '@chargeplane/proto/ocpp/v1/battery'
import type { BatterySwapRequest, BatterySwapResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { contentKey, originOf, tokenRef } from '../../events.ts'
import { answerInstant } from '../../instants.ts'
import { int32, int64, text } from '../../read.ts'

type BatteryData = BatterySwapRequest['batteryData'][number]

// A factory's date is older than any clock that a station could have: it is taken as it stands, if it is one.
const swapped = (battery: BatteryData): SwappedBattery => ({
  evseId: int32(battery.evseId),
  serialNumber: text(battery.serialNumber),
  socPercent: battery.soC,
  sohPercent: battery.soH,
  producedAt: answerInstant(battery.productionDate ?? '') ?? '',
  vendorInfo: text(battery.vendorInfo),
})

/** OCPP 2.1 S03. Its answer has no status by schema: a battery is not refused here. */
export const batterySwap: StationHandler<BatterySwapRequest, BatterySwapResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events: (request, context) => [
    {
      type: 'chargeplane.ocpp.v1.BatterySwapped',
      subject: context.stationId,
      naturalKey: contentKey(context),
      data: {
        origin: originOf('BatterySwap', request, context),
        kind: request.eventType,
        // One that no int64 holds was never asked for.
        requestId: int64(request.requestId) ?? 0n,
        idToken: tokenRef(request.idToken.idToken, request.idToken.type, context),
        batteries: request.batteryData.map(swapped),
      },
    },
  ],
}
