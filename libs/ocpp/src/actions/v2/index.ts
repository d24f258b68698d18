// Handlers of what stations of OCPP 2.x say. An action of the table without one does not compile.
import type { HandlersFor } from '../../handlers-for.ts'
import { authorize } from './authorize.ts'
import { bootNotification } from './boot-notification.ts'
import { closePeriodicEventStream } from './close-periodic-event-stream.ts'
import { dataTransfer } from './data-transfer.ts'
import { firmwareStatusNotification } from './firmware-status-notification.ts'
import { get15118EVCertificate } from './get-15118-ev-certificate.ts'
import { getCertificateChainStatus } from './get-certificate-chain-status.ts'
import { getCertificateStatus } from './get-certificate-status.ts'
import { heartbeat } from './heartbeat.ts'
import { logStatusNotification } from './log-status-notification.ts'
import { meterValues } from './meter-values.ts'
import { notifyCustomerInformation } from './notify-customer-information.ts'
import { notifyDisplayMessages } from './notify-display-messages.ts'
import { notifyEvent } from './notify-event.ts'
import { notifyMonitoringReport } from './notify-monitoring-report.ts'
import { notifyPeriodicEventStream } from './notify-periodic-event-stream.ts'
import { notifyReport } from './notify-report.ts'
import { openPeriodicEventStream } from './open-periodic-event-stream.ts'
import { publishFirmwareStatusNotification } from './publish-firmware-status-notification.ts'
import { securityEventNotification } from './security-event-notification.ts'
import { signCertificate } from './sign-certificate.ts'
import { statusNotification } from './status-notification.ts'
import { transactionEvent } from './transaction-event.ts'

export const handlers2 = {
  Authorize: authorize,
  BootNotification: bootNotification,
  ClosePeriodicEventStream: closePeriodicEventStream,
  DataTransfer: dataTransfer,
  FirmwareStatusNotification: firmwareStatusNotification,
  Get15118EVCertificate: get15118EVCertificate,
  GetCertificateChainStatus: getCertificateChainStatus,
  GetCertificateStatus: getCertificateStatus,
  Heartbeat: heartbeat,
  LogStatusNotification: logStatusNotification,
  MeterValues: meterValues,
  NotifyCustomerInformation: notifyCustomerInformation,
  NotifyDisplayMessages: notifyDisplayMessages,
  NotifyEvent: notifyEvent,
  NotifyMonitoringReport: notifyMonitoringReport,
  NotifyPeriodicEventStream: notifyPeriodicEventStream,
  NotifyReport: notifyReport,
  OpenPeriodicEventStream: openPeriodicEventStream,
  PublishFirmwareStatusNotification: publishFirmwareStatusNotification,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate,
  StatusNotification: statusNotification,
  TransactionEvent: transactionEvent,
} satisfies HandlersFor<'2.1'>
