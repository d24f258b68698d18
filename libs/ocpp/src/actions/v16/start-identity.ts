// What tells one StartTransaction from another.
import type { StartTransactionRequest } from '#v16'
import type { CallContext } from '../../contract.ts'
import { integer, type Loose, number, text } from '../../read.ts'
import { deriveTransactionId } from '../../transaction-id.ts'

/** What a resend of a StartTransaction repeats, and what its transaction id is derived from. */
export interface StartIdentity {
  readonly connector: number
  readonly timestamp: string
  /** Wh; undefined when the station told none. */
  readonly meterStart: number | undefined
  readonly idTag: string
}

/**
 * The timestamp is the station's own text, even one that is no moment, because it tells two starts apart. A station that gives none gets
 * the time of arrival: a retry may then open a charge that never ends, while merging two charges would lose one's energy.
 */
export function startIdentity(request: Loose<StartTransactionRequest>, context: CallContext): StartIdentity {
  return {
    connector: integer(request.connectorId) ?? 0,
    timestamp: text(request.timestamp).slice(0, 64) || context.receivedAt.toISOString(),
    meterStart: number(request.meterStart),
    idTag: text(request.idTag),
  }
}

/** The id that this start is answered, from whichever edge. */
export function startedId(start: StartIdentity, context: CallContext): number {
  return deriveTransactionId(
    context.tenant,
    context.stationId,
    start.connector,
    start.timestamp,
    start.meterStart,
    start.idTag,
  )
}
