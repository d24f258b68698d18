// What this service listens to and answers about firmware, logs, monitors, customers and displays (OCPP blocks L, N and O).
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import { DiagnosticsServiceService } from '@chargeplane/proto/stations/v1/diagnostics'
import { implement, type RpcService } from '@chargeplane/rpc'
import { customerInformationReported } from '../events/customer-information-reported.ts'
import { displayMessagesReported } from '../events/display-messages-reported.ts'
import { eventStreamClosed } from '../events/event-stream-closed.ts'
import { eventStreamOpened } from '../events/event-stream-opened.ts'
import { firmwarePublishReported } from '../events/firmware-publish-reported.ts'
import { firmwareStatusReported } from '../events/firmware-status-reported.ts'
import { logUploadReported } from '../events/log-upload-reported.ts'
import { monitoringReported } from '../events/monitoring-reported.ts'
import { streamedValuesReported } from '../events/streamed-values-reported.ts'
import { deleteCustomerInformation } from '../rpc/delete-customer-information.ts'
import { getCustomerInformation } from '../rpc/get-customer-information.ts'
import { getMaintenance } from '../rpc/get-maintenance.ts'
import { listDisplayMessages } from '../rpc/list-display-messages.ts'
import { listEventStreams } from '../rpc/list-event-streams.ts'
import { listMonitors } from '../rpc/list-monitors.ts'
import type { CustomerNeeds } from './customer-information.ts'

export const diagnosticsHandlers = {
  'chargeplane.ocpp.v1.FirmwareStatusReported': firmwareStatusReported,
  'chargeplane.ocpp.v1.FirmwarePublishReported': firmwarePublishReported,
  'chargeplane.ocpp.v1.LogUploadReported': logUploadReported,
  'chargeplane.ocpp.v1.MonitoringReported': monitoringReported,
  'chargeplane.ocpp.v1.EventStreamOpened': eventStreamOpened,
  'chargeplane.ocpp.v1.EventStreamClosed': eventStreamClosed,
  'chargeplane.ocpp.v1.StreamedValuesReported': streamedValuesReported,
  'chargeplane.ocpp.v1.CustomerInformationReported': customerInformationReported,
  'chargeplane.ocpp.v1.DisplayMessagesReported': displayMessagesReported,
} satisfies Handlers

export interface DiagnosticsNeeds extends CustomerNeeds {
  database: Database
}

export function diagnosticsService(needs: DiagnosticsNeeds): RpcService {
  const { database } = needs
  return implement(DiagnosticsServiceService, {
    getMaintenance: getMaintenance(database),
    listMonitors: listMonitors(database),
    listEventStreams: listEventStreams(database),
    listDisplayMessages: listDisplayMessages(database),
    getCustomerInformation: getCustomerInformation(database, needs),
    deleteCustomerInformation: deleteCustomerInformation(database),
  })
}
