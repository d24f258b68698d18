// What differs between the OCPP versions a simulated station can speak; everything else of a station is the same.
import type { Json } from './link.ts'
import type { Session } from './session.ts'

export interface Outgoing {
  action: string
  payload: Json
}

/** What a CSMS may ask of the station, in version-neutral words. */
export interface StationControl {
  start(request: { connector: number; idToken: string; remoteStartId?: number }): boolean
  stop(transactionId: string): boolean
  setLimit(profile: { id: number; purpose: string; connector: number; limitA: number }): boolean
  clearLimit(id: number | undefined): boolean
  trigger(message: string): boolean
  reset(): boolean
}

export interface Dialect {
  subprotocol: string
  boot(identity: string): Outgoing
  heartbeat: Outgoing
  authorize(idToken: string): Outgoing
  /** Whether the answer to `authorize` or to a start lets the session go on. */
  accepted(answer: Json): boolean
  /** `state`: the session at the connector, or undefined when it is free. */
  status(connector: number, session: Session | undefined, now: Date): Outgoing
  start(session: Session, offline: boolean): Outgoing
  /** Takes what the answer to a start says into the session. */
  started(session: Session, answer: Json): void
  meter(session: Session, now: Date, offline: boolean): Outgoing
  stop(session: Session, offline: boolean): Outgoing
  /** Answers a CALL of the CSMS; undefined: not implemented. */
  onCall(action: string, payload: Json, control: StationControl): Json | undefined
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : [])
export const accept = (ok: boolean): Json => ({ status: ok ? 'Accepted' : 'Rejected' })
