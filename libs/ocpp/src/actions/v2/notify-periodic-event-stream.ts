import type { NotifyPeriodicEventStreamRequest } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int64, text } from '../../read.ts'

/** OCPP 2.1 N15: values of a monitor, each some seconds after the base time. A SEND: the answer given here goes nowhere (N15.FR.02). */
export const notifyPeriodicEventStream: StationHandler<NotifyPeriodicEventStreamRequest> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('NotifyPeriodicEventStream', request, context)
    const base = Date.parse(instant(request.basetime, context.receivedAt))
    // An offset of thousands of years is in no schema's way.
    const momentOf = (offsetS: number): string => {
      const moment = new Date(base + Math.round(offsetS * 1000))
      return instant(Number.isNaN(moment.getTime()) ? '' : moment.toISOString(), context.receivedAt)
    }
    return [
      {
        type: 'chargeplane.ocpp.v1.StreamedValuesReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          streamId: int64(request.id) ?? 0n,
          pending: int64(request.pending) ?? 0n,
          values: request.data.map(({ t, v }) => ({ occurredAt: momentOf(t), value: text(v) })),
        },
      },
    ]
  },
}
