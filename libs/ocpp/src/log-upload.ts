// LogStatusNotification and, in 1.6, DiagnosticsStatusNotification: the upload of a log (OCPP 1.6 4.4 and whitepaper N01, 2.x N01).
import type { CallContext } from './contract.ts'
import { momentKey, originOf } from './events.ts'
import { taskStatus } from './firmware-status.ts'
import type { StationEvent } from './station-events.ts'

/** DiagnosticsStatus of 1.6 in the words of UploadLogStatusEnumType; the others are the same. */
const renamed: Readonly<Record<string, string>> = { UploadFailed: 'UploadFailure' }

export function logUpload(
  action: 'LogStatusNotification' | 'DiagnosticsStatusNotification',
  request: Parameters<typeof taskStatus>[0],
  context: CallContext,
): StationEvent {
  const origin = originOf(action, request, context)
  const said = taskStatus(request)
  return {
    type: 'chargeplane.ocpp.v1.LogUploadReported',
    subject: context.stationId,
    naturalKey: momentKey(origin),
    data: { origin, ...said, status: renamed[said.status] ?? said.status },
  }
}
