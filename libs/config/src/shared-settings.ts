// Settings that several processes share. A service spreads the groups it needs into its shape; a name here means the same thing everywhere.
import type { z } from 'zod'
import { settingTypes as t } from './setting-types.ts'

export const kafkaSettings = {
  KAFKA_BROKERS: t.hostPorts().describe('Kafka bootstrap brokers'),
  CHARGEPLANE_TOPIC_PREFIX: t
    .text(0, 100)
    .default('')
    .describe('Put before every topic and consumer group name, so that installations can share a Kafka cluster'),
}

/** For whoever makes the topics; existing ones keep what they have. */
export const topicSettings = {
  CHARGEPLANE_TOPIC_PARTITIONS: t
    .int(1, 1000)
    .default(12)
    .describe('Partitions of a new topic: the most instances of a service that can share its work'),
  CHARGEPLANE_TOPIC_REPLICATION_FACTOR: t
    .int(1, 9)
    .default(1)
    .describe(
      'Copies of a new topic; 3 in production, which leaves every acknowledged event on two brokers when one fails',
    ),
}

export const redisSettings = {
  REDIS_URL: t.redisUrl().meta({
    description: 'Redis that holds the routes (which edge holds which station)',
    secret: true,
  }),
  CHARGEPLANE_REDIS_PREFIX: t.text(1, 50).default('cp').describe('Put before every Redis key'),
}

export const databaseSettings = {
  DATABASE_URL: t.url('postgres:', 'postgresql:').meta({
    description: 'PostgreSQL database; every service keeps to a schema of its own in it',
    secret: true,
  }),
  DATABASE_POOL_SIZE: t.int(1, 1000).default(10).describe('Connections to PostgreSQL per process, at most'),
  DATABASE_PREPARED_STATEMENTS: t
    .int(0, 10_000)
    .default(200)
    .describe('Statements that each connection keeps prepared, at most; 0 behind a pooler that does not keep them'),
}

export const processSettings = {
  OPS_HOST: t.text().default('0.0.0.0').describe('Address on which /livez, /readyz and /metricz are served'),
  OPS_PORT: t.port().describe('Port of /livez, /readyz and /metricz; 0 lets the system choose, the log says which'),
  LOG_LEVEL: t.oneOf('debug', 'info', 'warn', 'error').default('info').describe('Least severe level that is logged'),
  SHUTDOWN_GRACE_MS: t
    .durationMs(100, 3_600_000)
    .default(25_000)
    .describe('Milliseconds from SIGTERM to the exit of the process, at most'),
}

export const grpcServerSettings = {
  GRPC_HOST: t.text().default('0.0.0.0').describe('Address on which gRPC is served'),
  GRPC_PORT: t.port().describe('Port of gRPC; 0 lets the system choose, the log says which'),
  GRPC_ADVERTISED_ADDRESS: t
    .hostPort()
    .optional()
    .describe('host:port under which others reach this process over gRPC, when it differs from where it listens'),
}

export const peers = {
  CHARGEPLANE_STATIONS_ADDRESS: t.hostPort().describe('gRPC address of the stations service'),
  CHARGEPLANE_AUTHORIZATION_ADDRESS: t.hostPort().describe('gRPC address of the authorization service'),
  CHARGEPLANE_TRANSACTIONS_ADDRESS: t.hostPort().describe('gRPC address of the transactions service'),
  CHARGEPLANE_SMART_CHARGING_ADDRESS: t.hostPort().describe('gRPC address of the smart-charging service'),
  CHARGEPLANE_BILLING_ADDRESS: t.hostPort().describe('gRPC address of the billing service'),
}

export const telemetrySettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: t
    .url('http:', 'https:')
    .optional()
    .describe('OpenTelemetry collector, OTLP over HTTP (usually port 4318); unset: nothing is exported'),
  OTEL_TRACES_SAMPLER_ARG: t
    .ratio()
    .default(0.05)
    .describe('Share of traces that are recorded, decided where a trace begins (parent based)'),
  OTEL_SERVICE_INSTANCE_ID: t
    .text()
    .optional()
    .describe(
      'Resource attribute service.instance.id, for example the uid of the pod; unset: host name and process id',
    ),
  OTEL_RESOURCE_ATTRIBUTES: t
    .text()
    .optional()
    .describe('Further resource attributes, key=value separated by commas, values percent-encoded'),
  OTEL_METRIC_EXPORT_INTERVAL: t
    .durationMs(100)
    .default(15_000)
    .describe('Milliseconds between two exports of metrics'),
}

export const secretSettings = {
  CHARGEPLANE_TOKEN_HASH_KEY: t.secret(32).meta({
    description:
      'Key from which the keys of the id token hashes are derived; the same in edge and authorization, for ever',
    secret: true,
  }),
  CHARGEPLANE_PASSWORD_PEPPER: t.secret(16).meta({
    description:
      'Mixed into the hash of every station password, and what customer information is sealed under on its way through Kafka; the same in edge and stations, for ever: changing it makes every password wrong',
    secret: true,
  }),
}

/** Values of `telemetrySettings`. */
export type TelemetryConfig = z.infer<z.ZodObject<typeof telemetrySettings>>
/** Values of `processSettings`. */
export type ProcessConfig = z.infer<z.ZodObject<typeof processSettings>>

/** Every variable name of the groups above: none of them is ever "unknown", whichever service finds it in its environment. */
export const sharedNames: ReadonlySet<string> = new Set(
  [
    kafkaSettings,
    topicSettings,
    redisSettings,
    databaseSettings,
    processSettings,
    grpcServerSettings,
    peers,
    telemetrySettings,
    secretSettings,
  ].flatMap(group => Object.keys(group)),
)
