import type { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import type { NotifyReportRequest, NotifyReportResponse } from '#v21'
import type { CallContext, StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { int32, int64, text } from '../../read.ts'
import { publicValue } from '../../tokens.ts'

type ReportData = NonNullable<NotifyReportRequest['reportData']>[number]

/** One report per attribute, with OCPP's defaults (Actual, ReadWrite) filled in. */
function variableReports(
  { component, variable, variableAttribute }: ReportData,
  { hashToken }: CallContext,
): VariableReport[] {
  return variableAttribute.map(attribute => ({
    component: text(component.name),
    componentInstance: text(component.instance),
    evseId: int32(component.evse?.id),
    connectorId: int32(component.evse?.connectorId),
    variable: text(variable.name),
    variableInstance: text(variable.instance),
    attribute: attribute.type ?? 'Actual',
    value: publicValue(component.name, variable.name, text(attribute.value), hashToken),
    mutability: attribute.mutability ?? 'ReadWrite',
  }))
}

/** OCPP 2.x B06, B07: one part of a device-model report. */
export const notifyReport: StationHandler<NotifyReportRequest, NotifyReportResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('NotifyReport', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.DeviceModelReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          requestId: int64(request.requestId) ?? 0n,
          seqNo: int32(request.seqNo),
          toBeContinued: request.tbc ?? false,
          variables: (request.reportData ?? []).flatMap(data => variableReports(data, context)),
        },
      },
    ]
  },
}
