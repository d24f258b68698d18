import { type EventType, eventTypes, isEventType } from '@chargeplane/events'
import { toFailure } from '@chargeplane/failure'
import { z } from 'zod'
import { stationId } from '../http/fields.ts'
import { rawRoute } from '../http/route.ts'
import { openSseStream } from '../live/sse-stream.ts'

const heartbeatMs = 15_000

const allTypes = Object.keys(eventTypes).filter(isEventType).sort()

const query = z.strictObject({
  station: stationId.optional().describe('Only events about this station'),
  type: z
    .preprocess(value => (Array.isArray(value) ? value : [value]), z.array(z.enum(allTypes)).max(allTypes.length))
    .optional()
    .describe('Only events of this type; may be repeated'),
})

const streamEvents = rawRoute({
  id: 'streamEvents',
  method: 'GET',
  path: '/v1/events',
  role: 'viewer',
  tag: 'Events',
  summary: 'Follow events live (server-sent events)',
  description: [
    'Each event of the tenant from now on: `id` is its place in Kafka (topic/partition/offset), `event` its type, `data` the event as JSON.',
    'A comment comes every 15 seconds. A reader that is too slow is cut with a last event `dropped`; `closing` is the last event of a gateway that goes',
    'down, `unauthenticated` that of a key that was revoked. Last-Event-ID is not supported: what happened in between is read from Kafka or from',
    'the other resources.',
  ].join('\n'),
  query,
  contentType: 'text/event-stream',
  handle: ({ query: { station, type = [] }, caller, gateway }) => ({
    kind: 'stream',
    open(response, headers) {
      const { principal, secret, address } = caller
      // Nothing can be published between these two: both happen in one turn of the event loop.
      const leave = gateway.live.subscribe({
        tenant: principal.tenant,
        station,
        types: new Set<EventType>(type),
        send: text => stream.send(text),
        end: () => stream.end('closing', 'this gateway is shutting down; connect again'),
      })
      const stream = openSseStream(response, headers, {
        bufferBytes: gateway.streamBufferBytes,
        heartbeatMs,
        stillAllowed: () => isStillAllowed(gateway.apiKeys.identify(secret, address)),
        onClose: leave,
      })
    },
  }),
})

/** Only a key that was found bad ends a stream: an authorization service that is away does not. */
async function isStillAllowed(identified: Promise<unknown>): Promise<boolean> {
  return identified.then(
    () => true,
    error => toFailure(error).code !== 'unauthenticated',
  )
}

export const eventRoutes = [streamEvents]
