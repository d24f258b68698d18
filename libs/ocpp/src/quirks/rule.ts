// What a rule of tolerance says: what it matches, what is repaired. That it matched is flagged by its id, always.
import type { OcppVersion } from '../versions.ts'

/** What a station says it is, in its BootNotification; empty texts where it has not said so yet. */
export interface StationProfile {
  readonly vendor: string
  readonly model: string
  readonly firmwareVersion: string
}

/** Where a rule applies; what is left out is no condition. */
export interface Scope {
  readonly versions?: readonly OcppVersion[]
  readonly actions?: readonly string[]
  readonly stations?: { readonly vendor?: RegExp; readonly model?: RegExp; readonly firmware?: RegExp }
}

interface Rule extends Scope {
  /** What the event, the metric and docs/quirks.md call it. */
  readonly id: string
}

/** A payload that its schema refuses is written anew as a whole; undefined when it is not what the rule is for. */
export interface BodyRule extends Rule {
  readonly at: 'body'
  repair(payload: object): object | undefined
}

/** What a field rule does about a place: nothing, leave it out, or another value for it. */
export type Repair = undefined | { readonly drop: true } | { readonly value: unknown }

/** One place that a schema refuses, by the keyword that it violates. Without a repair it is flagged only. */
export interface FieldRule extends Rule {
  readonly at: 'field'
  readonly keyword: string
  /** `name` is the field's; `params` are those of the violated keyword. */
  repair?(value: unknown, params: Readonly<Record<string, unknown>>, name: string): Repair
}

/** Something odd that no schema minds. Looked for in every payload of the action, so it has to be cheap. */
export interface MarkRule extends Scope {
  readonly at: 'mark'
  /** All that `look` may find. */
  readonly ids: readonly string[]
  readonly actions: readonly string[]
  /** The ids of what is odd about it; one empty list for every payload that is not. */
  look(payload: Readonly<Record<string, unknown>>, receivedAt: Date): readonly string[]
  /** Makes it harmless; the payload is not changed in place. */
  repair?(payload: Readonly<Record<string, unknown>>): object
}

/** How a session with such a station is kept. */
export interface SessionRule extends Rule {
  readonly at: 'session'
  readonly stations: NonNullable<Scope['stations']>
}

export function fitsStation({ stations }: Scope, { vendor, model, firmwareVersion }: StationProfile): boolean {
  if (stations === undefined) return true
  const { vendor: ofVendor, model: ofModel, firmware } = stations
  return (ofVendor?.test(vendor) ?? true) && (ofModel?.test(model) ?? true) && (firmware?.test(firmwareVersion) ?? true)
}

export function fitsMessage({ versions, actions }: Scope, version: OcppVersion, action: string): boolean {
  return (versions?.includes(version) ?? true) && (actions?.includes(action) ?? true)
}
