// The declared spans. A name has few values: an action, a topic, a method or a route, never a station, tenant or key.

/** How a span is called, by OpenTelemetry's semantic conventions where there is one. */
export type SpanName =
  | `ocpp ${string}`
  | `send ${string}`
  | `process ${string}`
  | `${string}.${string}/${string}`
  | `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS' | '_OTHER'} ${string}`
  | `command ${string}`
  | 'plan site'
  | `${'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE'} ${string}`

interface SpanDeclaration {
  readonly name: string
  readonly kind: 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER' | 'INTERNAL'
  readonly description: string
  readonly attributes: readonly string[]
}

/** The table that docs/telemetry.md documents. */
export const spanNames = {
  ocppCall: {
    name: 'ocpp {action}',
    kind: 'SERVER',
    description: 'A CALL of a station, from its arrival to its answer; the root of the trace',
    attributes: ['ocpp.action', 'ocpp.version', 'ocpp.message.id', 'ocpp.station.id', 'chargeplane.tenant'],
  },
  ocppCommand: {
    name: 'command {action}',
    kind: 'CLIENT',
    description: 'A CALL to a station, from its place in the queue to its answer',
    attributes: ['ocpp.action', 'ocpp.version', 'ocpp.message.id', 'ocpp.station.id', 'chargeplane.tenant'],
  },
  send: {
    name: 'send {topic}',
    kind: 'PRODUCER',
    description:
      'One event handed to Kafka, until all in-sync replicas have it; its context travels in the traceparent header',
    attributes: [
      'messaging.system',
      'messaging.operation.name',
      'messaging.operation.type',
      'messaging.destination.name',
    ],
  },
  process: {
    name: 'process {topic}',
    kind: 'CONSUMER',
    description:
      "One record processed, with the producer's span as its parent; or many at once of traces that are not recorded, in a trace of its own",
    attributes: [
      'messaging.system',
      'messaging.operation.name',
      'messaging.operation.type',
      'messaging.destination.name',
      'messaging.consumer.group.name',
      'messaging.destination.partition.id',
      'messaging.kafka.offset',
      'messaging.batch.message_count',
    ],
  },
  database: {
    name: '{operation} {table}',
    kind: 'CLIENT',
    description: 'One SQL statement; never its text or its values',
    attributes: ['db.system.name', 'db.namespace', 'db.operation.name', 'db.query.summary', 'error.type'],
  },
  planSite: {
    name: 'plan site',
    kind: 'INTERNAL',
    description: 'The limits of one site worked out and sent to its stations',
    attributes: [],
  },
  rpcClient: {
    name: '{package}.{Service}/{Method}',
    kind: 'CLIENT',
    description: 'A gRPC call to another service, retries included',
    attributes: [
      'rpc.system.name',
      'rpc.method',
      'rpc.response.status_code',
      'server.address',
      'server.port',
      'error.type',
    ],
  },
  rpcServer: {
    name: '{package}.{Service}/{Method}',
    kind: 'SERVER',
    description: 'A gRPC call from another service',
    attributes: ['rpc.system.name', 'rpc.method', 'rpc.response.status_code', 'error.type'],
  },
  http: {
    name: '{METHOD} {route}',
    kind: 'SERVER',
    description: 'A request to the HTTP API',
    attributes: ['http.request.method', 'http.route', 'http.response.status_code', 'error.type'],
  },
} as const satisfies Record<string, SpanDeclaration>
