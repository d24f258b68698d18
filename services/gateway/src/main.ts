// The gateway: the HTTP API in front of the services. Holds no state; every answer comes from an owner over gRPC or from Kafka.
import type { AddressInfo } from 'node:net'
import { eventTypes, type Topic, tailEvents } from '@chargeplane/events'
import { runService } from '@chargeplane/service'
import { openApiKeys } from './auth/api-keys.ts'
import { tokenBuckets } from './auth/token-buckets.ts'
import { shape } from './config.ts'
import { routes } from './handlers.ts'
import { liveEvents } from './live/live-events.ts'
import { openPeers, type PeerAddresses, peerAddresses } from './peers.ts'
import { createServer } from './server.ts'

const name = 'gateway'
const maxKeys = 10_000
const maxAddresses = 100_000
const peerProbeMs = 800
const followed: Topic[] = [...new Set(Object.values(eventTypes).map(row => row.topic))]

await runService({
  name,
  shape,
  async start({ config, onStop, readiness, listening }) {
    const addresses = peerAddresses(config)
    const peers = openPeers(addresses)
    onStop('peers', () => peers.close())
    const live = liveEvents(config.GATEWAY_STREAMS)
    // Not waited for: the rest of the API does not need Kafka.
    const tail = tailEvents({
      brokers: config.KAFKA_BROKERS,
      clientId: name,
      topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX,
      topics: followed,
      fromBeginning: false,
      wanted: live.wanted,
      onEvent: live.publish,
    })
    const following = tail.then(({ ready }) => ready()).then(live.open)
    onStop('tail', async () => (await tail).close())

    const server = createServer({
      routes,
      bodyLimitBytes: config.GATEWAY_BODY_LIMIT_BYTES,
      trustedProxies: config.GATEWAY_TRUSTED_PROXIES,
      gateway: {
        peers,
        live,
        operatingTenant: config.GATEWAY_OPERATING_TENANT,
        commandTimeoutMs: config.GATEWAY_COMMAND_TIMEOUT_MS,
        streamBufferBytes: config.GATEWAY_STREAM_BUFFER_BYTES,
        commandRate: tokenBuckets({
          capacity: config.GATEWAY_COMMANDS_BURST,
          refillPerS: config.GATEWAY_COMMANDS_PER_SECOND,
          maxKeys,
        }),
        apiKeys: openApiKeys({
          verify: secret => peers.apiKeys.verifyApiKey({ secret }),
          badKeys: tokenBuckets({
            capacity: config.GATEWAY_BAD_KEYS_PER_MINUTE,
            refillPerS: config.GATEWAY_BAD_KEYS_PER_MINUTE / 60,
            maxKeys: maxAddresses,
          }),
          ttlMs: config.GATEWAY_API_KEY_CACHE_MS,
          staleMs: config.GATEWAY_API_KEY_STALE_MS,
          capacity: maxKeys,
        }),
      },
    })
    await server.listen({ host: config.GATEWAY_HOST, port: config.GATEWAY_PORT })
    onStop('http', () => server.close())
    const bound = server.server.address() as AddressInfo
    listening('http', bound.port)

    // Shown, not required: without one owner, and even without Kafka, the rest of the API still answers.
    const shown = { required: false }
    readiness('events', () => following.then(() => true), shown)
    for (const peer of Object.keys(addresses) as (keyof PeerAddresses)[]) {
      readiness(peer, () => peers.reach(peer, peerProbeMs).then(() => true), shown)
    }
  },
})
