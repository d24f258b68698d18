// DataTransfer from a station is the same in every version (OCPP 1.6 4.3, 2.x P02).
import type { CallContext, StationHandler } from './contract.ts'
import { decisionOf, momentKey, originOf } from './events.ts'
import type { Decided } from './questions.ts'
import { text } from './read.ts'
import type { StationEvent } from './station-events.ts'
import { redactTokens } from './tokens.ts'

interface DataTransfer {
  readonly vendorId: string
  readonly messageId?: string
  readonly data?: unknown
}

interface TransferAnswer {
  status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId'
}

/** The event, for unknown vendors too: what a station says is never lost. */
function transferred(request: DataTransfer, context: CallContext, decided: Decided): StationEvent {
  const origin = originOf('DataTransfer', request, context, decided)
  const data = request.data === undefined ? '' : JSON.stringify(request.data)
  return {
    type: 'chargeplane.ocpp.v1.DataTransferred',
    subject: context.stationId,
    naturalKey: momentKey(origin),
    data: {
      origin,
      vendorId: text(request.vendorId),
      messageId: text(request.messageId),
      data: redactTokens(request.data, data, context.hashToken),
      status: decisionOf(decided, 'dataTransfer').status,
    },
  }
}

/** Who is registered is answered Accepted: the data reaches subscribers as an event, there is nothing more to answer (P02.FR.06, FR.07). */
export const dataTransferHandler: StationHandler<DataTransfer, TransferAnswer> = {
  topic: 'ocpp.stations',
  ask: request => [{ kind: 'dataTransfer', vendorId: text(request.vendorId), messageId: text(request.messageId) }],
  answer: (_request, _context, decided) => ({ status: decisionOf(decided, 'dataTransfer').status }),
  events: (request, context, decided) => [transferred(request, context, decided)],
}
