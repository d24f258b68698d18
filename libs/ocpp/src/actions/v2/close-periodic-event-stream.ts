import type { ClosePeriodicEventStreamRequest, ClosePeriodicEventStreamResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { int64 } from '../../read.ts'

/** OCPP 2.1 N13. */
export const closePeriodicEventStream: StationHandler<
  ClosePeriodicEventStreamRequest,
  ClosePeriodicEventStreamResponse
> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('ClosePeriodicEventStream', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.EventStreamClosed',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, streamId: int64(request.id) ?? 0n },
      },
    ]
  },
}
