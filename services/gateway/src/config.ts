import { kafkaSettings, peers, processSettings, settingTypes as t, telemetrySettings } from '@chargeplane/config'

/** Environment of the gateway. */
export const shape = {
  ...processSettings,
  ...telemetrySettings,
  ...kafkaSettings,
  ...peers,
  GATEWAY_HOST: t.text().default('0.0.0.0').describe('Address on which the HTTP API is served'),
  GATEWAY_PORT: t.port().default(8080).describe('Port of the HTTP API; 0 lets the system choose, the log says which'),
  GATEWAY_TRUSTED_PROXIES: t
    .csv()
    .default([])
    .describe('Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed; empty: nobody is believed'),
  GATEWAY_BODY_LIMIT_BYTES: t.int(1_024, 16_777_216).default(262_144).describe('Largest request body, bytes'),
  GATEWAY_API_KEY_CACHE_MS: t
    .durationMs(0, 300_000)
    .default(30_000)
    .describe('Milliseconds for which a verified API key is not asked about again, and so the delay of a revocation'),
  GATEWAY_API_KEY_STALE_MS: t
    .durationMs(0, 3_600_000)
    .default(600_000)
    .describe('Milliseconds for which a verified API key stays good while the authorization service cannot be reached'),
  GATEWAY_BAD_KEYS_PER_MINUTE: t
    .int(1, 10_000)
    .default(10)
    .describe('Refused API keys per minute and address (IPv6: /64) before that address has to wait'),
  GATEWAY_COMMAND_TIMEOUT_MS: t
    .durationMs(500, 300_000)
    .default(30_000)
    .describe('Milliseconds a station may take to answer a command, unless the request says otherwise'),
  GATEWAY_COMMANDS_PER_SECOND: t
    .int(1, 10_000)
    .default(20)
    .describe('Commands per second and tenant that this process lets through in the long run'),
  GATEWAY_COMMANDS_BURST: t
    .int(1, 100_000)
    .default(200)
    .describe('Commands of a tenant that this process lets through at once, before the rate applies'),
  GATEWAY_OPERATING_TENANT: t
    .text(1, 100)
    .default('default')
    .describe('Tenant whose API keys reach what all tenants share: the list of edges and their rebalancing'),
  GATEWAY_STREAMS: t.int(1, 100_000).default(1_000).describe('Open event streams of this process, at most'),
  GATEWAY_STREAM_BUFFER_BYTES: t
    .int(1_024, 16_777_216)
    .default(262_144)
    .describe('Bytes that may wait for a slow reader of an event stream before it is cut'),
}
