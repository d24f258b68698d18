import type { ReportChargingProfilesRequest, ReportChargingProfilesResponse } from '#v21'
import { chargingProfile } from '../../charging-schedule.ts'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { int32, int64, text } from '../../read.ts'

/** OCPP 2.x K09: one part of the answer to GetChargingProfiles. */
export const reportChargingProfiles: StationHandler<ReportChargingProfilesRequest, ReportChargingProfilesResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('ReportChargingProfiles', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.ChargingProfilesReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          requestId: int64(request.requestId) ?? 0n,
          toBeContinued: request.tbc ?? false,
          evseId: int32(request.evseId),
          source: text(request.chargingLimitSource),
          profiles: request.chargingProfile.map(chargingProfile),
        },
      },
    ]
  },
}
