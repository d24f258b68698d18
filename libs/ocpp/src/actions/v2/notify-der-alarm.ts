import type { NotifyDERAlarmRequest, NotifyDERAlarmResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { contentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { text } from '../../read.ts'

/** OCPP 2.1 R05: a grid event makes the station deviate from its profiles, or does so no longer. */
export const notifyDERAlarm: StationHandler<NotifyDERAlarmRequest, NotifyDERAlarmResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events: (request, context) => [
    {
      type: 'chargeplane.ocpp.v1.DerAlarmReported',
      subject: context.stationId,
      naturalKey: contentKey(context),
      data: {
        origin: originOf('NotifyDERAlarm', request, context),
        controlType: request.controlType,
        gridEventFault: request.gridEventFault ?? '',
        ended: request.alarmEnded ?? false,
        occurredAt: instant(request.timestamp, context.receivedAt),
        extraInfo: text(request.extraInfo),
      },
    },
  ],
}
