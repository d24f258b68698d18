// How an event of a station is a part of the result of a command.
import type { EventOf, EventType } from '@chargeplane/events'

/** What an event brings to the result that it belongs to. */
export interface Part {
  /** Undefined where the station gave none: OCPP 1.6 diagnostics and firmware, and word of something that no command asked for. */
  readonly requestId: bigint | undefined
  /** From 0; undefined where the message has no such field (NotifyDisplayMessages, ReportChargingProfiles, ReportDERControl, progress). */
  readonly seqNo: number | undefined
  /** 'open': more will follow. 'last': with this and all parts before it, it is complete. 'failed': it will not be. */
  readonly end: 'open' | 'last' | 'failed'
  /** Of a station that tells of progress. */
  readonly status: string
  /** What the API shows: the items of all parts, one after the other. */
  readonly items: readonly object[]
}

export type ReadPart<T extends EventType> = (data: EventOf<T>) => Part | undefined

/** By event type. The action in the event's origin says which commands it answers. */
export type ResultTable = { readonly [T in EventType]?: ReadPart<T> }

interface ReportPart {
  requestId: bigint | undefined
  seqNo?: number
  toBeContinued: boolean
}

/** A report in parts (OCPP 2.x B07, B08, K09, N02, N09, O03, R04). */
export function reportPart({ requestId, seqNo, toBeContinued }: ReportPart, items: readonly object[]): Part {
  return { requestId, seqNo, end: toBeContinued ? 'open' : 'last', status: '', items }
}

interface Ends {
  complete: readonly string[]
  failed: readonly string[]
}

/** Word of how far an upload or an installation is (OCPP 2.x L01, L03, N01; 1.6 diagnostics and firmware). Any other status is on the way. */
export function progressPart(requestId: bigint | undefined, status: string, ends: Ends, more: object = {}): Part {
  const end = ends.complete.includes(status) ? 'last' : ends.failed.includes(status) ? 'failed' : 'open'
  return { requestId, seqNo: undefined, end, status, items: [{ status, ...more }] }
}
