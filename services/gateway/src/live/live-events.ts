// Hands every event that the process sees to the streams that asked for it. Nothing is kept: who was not there has missed it.
import type { AnyReceivedEvent, EventType } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { eventJson, stationOf } from './event-json.ts'

export interface Subscription {
  tenant: string
  /** Only of this station. */
  station?: string | undefined
  /** Only of these types; empty: all. */
  types: ReadonlySet<EventType>
  /** Given a complete SSE event. Must not throw or block. */
  send(text: string): void
  /** The process is going down. */
  end(): void
}

export interface LiveEvents {
  /** Events are followed from now on; before that, streams are refused as unavailable rather than left silent. */
  open(): void
  publish(event: AnyReceivedEvent): void
  /** Whether any stream would be sent an event of the type: mostly nobody listens, and then none is worth decoding. */
  wanted(type: EventType): boolean
  /** Returns the way to leave. Throws resource_exhausted when there are as many streams as this process takes. */
  subscribe(subscription: Subscription): () => void
  readonly streams: number
  /** Ends every stream; later ones are refused as unavailable. */
  close(): void
}

export function liveEvents(maxStreams: number): LiveEvents {
  const byTenant = new Map<string, Set<Subscription>>()
  let streams = 0
  let state: 'waiting' | 'open' | 'closed' = 'waiting'

  return {
    open() {
      if (state === 'waiting') state = 'open'
    },
    publish(event) {
      const subscriptions = byTenant.get(event.tenant)
      if (subscriptions === undefined) return
      let text: string | undefined
      for (const subscription of subscriptions) {
        if (!wants(subscription, event)) continue
        text ??= sseEvent(event)
        subscription.send(text)
      }
    },
    wanted(type) {
      for (const subscriptions of byTenant.values())
        for (const { types } of subscriptions) if (types.size === 0 || types.has(type)) return true
      return false
    },
    subscribe(subscription) {
      if (state === 'waiting') throw fail('unavailable', 'events cannot be followed at the moment')
      if (state === 'closed') throw fail('unavailable', 'this gateway is shutting down')
      if (streams >= maxStreams) throw fail('resource_exhausted', 'too many open event streams on this gateway')
      const { tenant } = subscription
      const subscriptions = byTenant.get(tenant) ?? new Set()
      byTenant.set(tenant, subscriptions.add(subscription))
      streams++
      return () => {
        if (!subscriptions.delete(subscription)) return
        streams--
        if (subscriptions.size === 0 && byTenant.get(tenant) === subscriptions) byTenant.delete(tenant)
      }
    },
    get streams() {
      return streams
    },
    close() {
      state = 'closed'
      for (const subscriptions of byTenant.values()) for (const subscription of [...subscriptions]) subscription.end()
    },
  }
}

function wants({ station, types }: Subscription, event: AnyReceivedEvent): boolean {
  if (types.size > 0 && !types.has(event.type)) return false
  // OCPP identities are case-insensitive (part 2, identifierString).
  return station === undefined || stationOf(event).toLowerCase() === station.toLowerCase()
}

function sseEvent(event: AnyReceivedEvent): string {
  const { topic, partition, offset, type } = event
  return `id: ${topic}/${partition}/${offset}\nevent: ${type}\ndata: ${eventJson(event)}\n\n`
}
