import type { Monitor } from '@chargeplane/proto/ocpp/v1/monitoring'
import type { NotifyMonitoringReportRequest, NotifyMonitoringReportResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, int64, text } from '../../read.ts'

type MonitoringData = NonNullable<NotifyMonitoringReportRequest['monitor']>[number]

function monitors({ component, variable, variableMonitoring }: MonitoringData): Monitor[] {
  return variableMonitoring.map(monitor => ({
    monitorId: int64(monitor.id) ?? 0n,
    component: text(component.name),
    componentInstance: text(component.instance),
    evseId: int32(component.evse?.id),
    connectorId: int32(component.evse?.connectorId),
    variable: text(variable.name),
    variableInstance: text(variable.instance),
    type: monitor.type,
    value: monitor.value,
    severity: int32(monitor.severity),
    duringTransaction: monitor.transaction,
    eventNotificationType: monitor.eventNotificationType ?? '',
  }))
}

/** OCPP 2.x N02: one part of a monitoring report. */
export const notifyMonitoringReport: StationHandler<NotifyMonitoringReportRequest, NotifyMonitoringReportResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('NotifyMonitoringReport', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.MonitoringReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          requestId: int64(request.requestId) ?? 0n,
          seqNo: int32(request.seqNo),
          toBeContinued: request.tbc ?? false,
          generatedAt: instant(request.generatedAt, context.receivedAt),
          monitors: (request.monitor ?? []).flatMap(monitors),
        },
      },
    ]
  },
}
