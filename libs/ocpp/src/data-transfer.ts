// DataTransfer from a station is the same in every version (OCPP 1.6 4.3, 2.x P01, P02).
import type { CallContext } from './contract.ts'
import { momentKey, originOf } from './events.ts'
import { text } from './read.ts'
import type { StationEvent } from './station-events.ts'
import { redactTokens } from './tokens.ts'

interface DataTransfer {
  readonly vendorId: string
  readonly messageId?: string
  readonly data?: unknown
}

/** Accepted for vendors that the context knows; their data reaches subscribers as an event, there is nothing more to answer. */
export function transferStatus(request: DataTransfer, context: CallContext): 'Accepted' | 'UnknownVendorId' {
  return context.vendors.has(request.vendorId) ? 'Accepted' : 'UnknownVendorId'
}

/** The event, for unknown vendors too: what a station says is never lost. */
export function dataTransferred(request: DataTransfer, context: CallContext): StationEvent {
  const origin = originOf('DataTransfer', request, context)
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
      status: transferStatus(request, context),
    },
  }
}
