import type { ReportDERControlRequest, ReportDERControlResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { derControls } from '../../der-control.ts'
import { momentKey, originOf } from '../../events.ts'
import { int64 } from '../../read.ts'

/** OCPP 2.1 R04.FR.31-R04.FR.35: one part of the answer to GetDERControl. */
export const reportDERControl: StationHandler<ReportDERControlRequest, ReportDERControlResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('ReportDERControl', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.DerControlReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          requestId: int64(request.requestId) ?? 0n,
          toBeContinued: request.tbc ?? false,
          controls: derControls(request),
        },
      },
    ]
  },
}
