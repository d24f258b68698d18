import type { MonitoredEvent } from '@chargeplane/proto/ocpp/v1/stations'
import type { NotifyEventRequest, NotifyEventResponse } from '#v21'
import type { CallContext, StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, int64, integer, text } from '../../read.ts'
import { publicValue } from '../../tokens.ts'

type EventData = NotifyEventRequest['eventData'][number]

function monitoredEvent(event: EventData, context: CallContext): MonitoredEvent {
  const { component, variable } = event
  return {
    eventId: int64(event.eventId) ?? 0n,
    occurredAt: instant(event.timestamp, context.receivedAt),
    trigger: event.trigger,
    actualValue: publicValue(component.name, variable.name, text(event.actualValue), context.hashToken),
    component: text(component.name),
    componentInstance: text(component.instance),
    evseId: int32(component.evse?.id),
    connectorId: int32(component.evse?.connectorId),
    variable: text(variable.name),
    variableInstance: text(variable.instance),
    cleared: event.cleared ?? false,
    monitorId: int64(event.variableMonitoringId),
    eventNotificationType: event.eventNotificationType,
    severity: integer(event.severity),
    causeEventId: int64(event.cause),
    techCode: text(event.techCode),
    techInfo: text(event.techInfo),
    transactionId: text(event.transactionId),
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
