// All that a process keeps about its stations: columns of numbers instead of an object each, since what a station costs here is missing there.
import type { Line } from './line.ts'

export const phase = { away: 0, connecting: 1, upgrading: 2, opened: 3, booted: 4 } as const
/** What the CALL that is out is about. */
export const pending = { nothing: 0, boot: 1, heartbeat: 2, traffic: 3 } as const

export interface Columns {
  lines: (Line | undefined)[]
  phase: Uint8Array
  /** 1 for a station that is to be connected. */
  wanted: Uint8Array
  /** Attempts to connect since it was booted last, for its back-off. */
  attempts: Uint8Array
  pending: Uint8Array
  /** Of the CALL that is out. */
  callId: Uint32Array
  sentMs: Float64Array
  /** When that CALL should have gone out. */
  dueMs: Float64Array
  /** When it is to do something by itself: connect, boot again, send a heartbeat. */
  nextMs: Float64Array
  heartbeatMs: Float64Array
  openedMs: Float64Array
  /** Messages of traffic that were answered. */
  said: Uint32Array
  /** Boots that were answered. */
  boots: Uint32Array
  transactionId: Int32Array
}

export function emptyColumns(count: number): Columns {
  return {
    lines: new Array(count).fill(undefined),
    phase: new Uint8Array(count),
    wanted: new Uint8Array(count),
    attempts: new Uint8Array(count),
    pending: new Uint8Array(count),
    callId: new Uint32Array(count),
    sentMs: new Float64Array(count),
    dueMs: new Float64Array(count),
    nextMs: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    heartbeatMs: new Float64Array(count),
    openedMs: new Float64Array(count),
    said: new Uint32Array(count),
    boots: new Uint32Array(count),
    transactionId: new Int32Array(count),
  }
}
