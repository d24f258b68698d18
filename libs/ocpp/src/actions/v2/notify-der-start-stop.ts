import type { NotifyDERStartStopRequest, NotifyDERStartStopResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { contentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { text } from '../../read.ts'

/** OCPP 2.1 R04.FR.20-R04.FR.22: a scheduled control began or ended. */
export const notifyDERStartStop: StationHandler<NotifyDERStartStopRequest, NotifyDERStartStopResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const about = { subject: context.stationId, naturalKey: contentKey(context) }
    const data = {
      origin: originOf('NotifyDERStartStop', request, context),
      controlId: text(request.controlId),
      occurredAt: instant(request.timestamp, context.receivedAt),
    }
    if (!request.started) return [{ type: 'chargeplane.ocpp.v1.DerControlStopped', ...about, data }]
    const supersededIds = (request.supersededIds ?? []).map(text)
    return [{ type: 'chargeplane.ocpp.v1.DerControlStarted', ...about, data: { ...data, supersededIds } }]
  },
}
