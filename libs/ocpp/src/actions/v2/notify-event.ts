import type { MonitoredEvent } from '@chargeplane/proto/ocpp/v1/stations'
import type { NotifyEventRequest, NotifyEventResponse } from '#v21'
import type { CallContext, StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, int64, text } from '../../read.ts'
import { isSecretVariable } from '../../tokens.ts'

type EventData = NotifyEventRequest['eventData'][number]

function monitoredEvent(event: EventData, context: CallContext): MonitoredEvent {
  return {
    eventId: int64(event.eventId) ?? 0n,
    occurredAt: instant(event.timestamp, context.receivedAt),
    trigger: event.trigger,
    actualValue: isSecretVariable(event.variable.name) ? '' : text(event.actualValue),
    component: text(event.component.name),
    variable: text(event.variable.name),
    evseId: int32(event.component.evse?.id),
    connectorId: int32(event.component.evse?.connectorId),
    cleared: event.cleared ?? false,
  }
}

/** OCPP 2.x N07: monitored variables that passed a threshold, changed, or are due. */
export const notifyEvent: StationHandler<NotifyEventRequest, NotifyEventResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('NotifyEvent', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.MonitoredEventsReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          seqNo: int32(request.seqNo),
          toBeContinued: request.tbc ?? false,
          events: request.eventData.map(event => monitoredEvent(event, context)),
        },
      },
    ]
  },
}
