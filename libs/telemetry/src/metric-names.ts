// The declared metrics: nothing is recorded under a name, unit or attribute that is not in this table. docs/telemetry.md documents each row.
// Names, units and buckets follow the OpenTelemetry semantic conventions 1.41 where one exists (messaging is still "development" there).

export type MetricKind = 'histogram' | 'counter' | 'upDownCounter' | 'gauge'

export interface MetricDeclaration {
  readonly name: string
  readonly kind: MetricKind
  /** UCUM. */
  readonly unit: string
  readonly description: string
  readonly attributes: readonly MetricAttribute[]
  /** Upper bounds of a histogram, in `unit`. */
  readonly buckets?: readonly number[]
}

/**
 * Every attribute a metric may carry, with where its few values come from. A station id, tenant, token or message id has no place here:
 * each value of it would be a time series of its own.
 */
export const metricAttributes = {
  'chargeplane.boundary': 'where input was refused: frame, http, grpc (a refused Kafka record counts as dead-lettered)',
  'chargeplane.decision': 'what was decided without its owner: boot, authorize',
  'chargeplane.fallback': 'the answer that was given instead, such as accepted or reject',
  'db.namespace': 'schema of the service',
  'db.operation.name': 'SQL verb',
  'db.system.name': 'postgresql, redis',
  'error.type': 'code of the failure catalogue (docs/errors.md)',
  'http.request.method': 'HTTP method, _OTHER for an unknown one',
  'http.response.status_code': 'HTTP status',
  'http.route': 'route template, never the path itself',
  'messaging.consumer.group.name': 'consumer group',
  'messaging.destination.name': 'topic of docs/events.md',
  'messaging.operation.name': 'send, process, poll',
  'messaging.operation.type': 'send, process, receive',
  'messaging.system': 'kafka',
  'ocpp.answer.fault': 'invalid (our own check) or refused (CALLRESULTERROR of the station)',
  'ocpp.action': 'action of the action table, else _OTHER',
  'ocpp.close.code': 'registered WebSocket close code, else _OTHER',
  'ocpp.edge.listener': 'names of EDGE_TLS_LISTENERS',
  'ocpp.close.reason': "closed list of the edge's reasons",
  'ocpp.outcome':
    'closed list: answered, replayed, refused, unavailable; of a command: answered, error, timeout, unknown, expired',
  'ocpp.quirk': 'id of docs/quirks.md',
  'ocpp.refusal.reason': "closed list of the edge's reasons for refusing a connection or an upgrade",
  'ocpp.route.reason': 'closed list: unknown, stale, unavailable',
  'ocpp.throttle.scope': 'whose limit a frame waits for: station, tenant',
  'ocpp.version': '1.6, 2.0.1, 2.1',
  'rpc.method': 'method of a service in proto/',
  'rpc.response.status_code': 'gRPC status name',
  'rpc.system.name': 'grpc',
  'telemetry.drop.reason': 'queue_full, export_failed, shutdown',
  'telemetry.signal': 'traces, metrics',
} as const

type MetricAttribute = keyof typeof metricAttributes

const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const
const databaseSeconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const
/** A command waits for a person's charger: up to minutes. */
const commandSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] as const
/** A socket lives from a second to weeks. */
const connectionSeconds = [1, 10, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 604_800] as const

const messaging = [
  'messaging.system',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.destination.name',
  'messaging.consumer.group.name',
  'error.type',
] as const

const rpc = ['rpc.system.name', 'rpc.method', 'rpc.response.status_code', 'error.type'] as const

/** The table. Keys are how code names a metric: `metrics.ocppCallDuration.record(…)`. */
export const metricNames = {
  ocppEdgeConnections: {
    name: 'ocpp.edge.connections',
    kind: 'upDownCounter',
    unit: '{connection}',
    description: 'Stations connected to this edge now',
    attributes: ['ocpp.version'],
  },
  ocppEdgeConnectionDuration: {
    name: 'ocpp.edge.connection.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long a connection lasted, recorded when it ends',
    attributes: ['ocpp.version', 'ocpp.close.reason'],
    buckets: connectionSeconds,
  },
  ocppEdgeClose: {
    name: 'ocpp.edge.close',
    kind: 'counter',
    unit: '{connection}',
    description: 'Connections closed, by code and reason',
    attributes: ['ocpp.close.code', 'ocpp.close.reason'],
  },
  ocppEdgeRefused: {
    name: 'ocpp.edge.refused',
    kind: 'counter',
    unit: '{connection}',
    description: 'Connections and upgrades refused by this edge, every one',
    attributes: ['ocpp.refusal.reason'],
  },
  ocppEdgeAdmissionShare: {
    name: 'ocpp.edge.admission.share',
    kind: 'gauge',
    unit: '1',
    description:
      'Share of the accept rate that is let in: below 1 while the event loop is late, 0 while memory is over its budget',
    attributes: [],
  },
  ocppEdgeArrivalsWaiting: {
    name: 'ocpp.edge.arrivals.waiting',
    kind: 'gauge',
    unit: '{station}',
    description: 'Admitted stations whose handshake waits for a place among those on their way in',
    attributes: [],
  },
  ocppEdgeThrottled: {
    name: 'ocpp.edge.throttled',
    kind: 'counter',
    unit: '{frame}',
    description: 'Frames that waited because their station, or its tenant, sent more than its pace',
    attributes: ['ocpp.throttle.scope'],
  },
  ocppEdgeTakeovers: {
    name: 'ocpp.edge.takeovers',
    kind: 'counter',
    unit: '{session}',
    description: 'Sessions that replaced another one of the same station',
    attributes: [],
  },
  ocppEdgeFlaps: {
    name: 'ocpp.edge.flaps',
    kind: 'counter',
    unit: '{event}',
    description: 'Times that sessions of one station replaced each other so often that newcomers were kept out',
    attributes: [],
  },
  ocppEdgeTlsReloads: {
    name: 'ocpp.edge.tls.reloads',
    kind: 'counter',
    unit: '{reload}',
    description: 'Times that the TLS files of a listener had changed: taken, or left because they were no good',
    attributes: ['ocpp.edge.listener', 'error.type'],
  },
  ocppEdgeTlsExpiry: {
    name: 'ocpp.edge.tls.expiry',
    kind: 'gauge',
    unit: 's',
    description: 'Until the first of the certificates, authorities and revocation lists of a listener runs out',
    attributes: ['ocpp.edge.listener'],
  },
  ocppEdgeSendBackpressure: {
    name: 'ocpp.edge.send_backpressure',
    kind: 'counter',
    unit: '{frame}',
    description: 'Frames that a slow reader left in the send buffer of its socket',
    attributes: [],
  },
  ocppCallDuration: {
    name: 'ocpp.call.duration',
    kind: 'histogram',
    unit: 's',
    description: "From the arrival of a station's CALL to its answer",
    attributes: ['ocpp.action', 'ocpp.version', 'ocpp.outcome'],
    buckets: seconds,
  },
  ocppCommandDuration: {
    name: 'ocpp.command.duration',
    kind: 'histogram',
    unit: 's',
    description:
      "From sending a CALL to a station to its answer or its time-out, waiting in the station's queue included",
    attributes: ['ocpp.action', 'ocpp.version', 'ocpp.outcome'],
    buckets: commandSeconds,
  },
  ocppQuirks: {
    name: 'ocpp.quirks',
    kind: 'counter',
    unit: '{message}',
    description: 'Messages and handshakes with an oddity that was repaired or let pass (docs/quirks.md)',
    attributes: ['ocpp.quirk', 'ocpp.version'],
  },
  ocppAnswerFaults: {
    name: 'ocpp.answer.faults',
    kind: 'counter',
    unit: '{response}',
    description: 'Answers of ours that would have broken their schema, or that a station could not use',
    attributes: ['ocpp.version', 'ocpp.answer.fault'],
  },
  ocppCommandFaults: {
    name: 'ocpp.command.faults',
    kind: 'counter',
    unit: '{response}',
    description: "Stations' answers to our CALLs that do not fit OCPP's schema",
    attributes: ['ocpp.action', 'ocpp.version', 'error.type'],
  },
  connectionsRefused: {
    name: 'ocpp.connections.refused',
    kind: 'counter',
    unit: '{connection}',
    description: 'Upgrades that edges refused, as told by ocpp.connections',
    attributes: ['ocpp.refusal.reason'],
  },
  ocppRouteMiss: {
    name: 'ocpp.route.miss',
    kind: 'counter',
    unit: '{lookup}',
    description: 'Lookups of a station for which no living edge was found',
    attributes: ['ocpp.route.reason'],
  },
  messagingClientOperationDuration: {
    name: 'messaging.client.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of a Kafka client operation; for a send up to the acknowledgement of all in-sync replicas',
    attributes: messaging,
    buckets: seconds,
  },
  messagingProcessDuration: {
    name: 'messaging.process.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of processing one record',
    attributes: messaging,
    buckets: seconds,
  },
  rpcServerCallDuration: {
    name: 'rpc.server.call.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of an incoming gRPC call',
    attributes: rpc,
    buckets: seconds,
  },
  rpcClientCallDuration: {
    name: 'rpc.client.call.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of an outgoing gRPC call, retries included',
    attributes: rpc,
    buckets: seconds,
  },
  dbClientOperationDuration: {
    name: 'db.client.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of a database operation',
    attributes: ['db.system.name', 'db.namespace', 'db.operation.name', 'error.type'],
    buckets: databaseSeconds,
  },
  dbClientConnectionWaitTime: {
    name: 'db.client.connection.wait_time',
    kind: 'histogram',
    unit: 's',
    description: 'Time taken to obtain a connection from the pool',
    attributes: ['db.system.name', 'db.namespace'],
    buckets: databaseSeconds,
  },
  httpServerRequestDuration: {
    name: 'http.server.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of an HTTP request to the gateway',
    attributes: ['http.request.method', 'http.route', 'http.response.status_code', 'error.type'],
    buckets: seconds,
  },
  nodejsEventloopDelayP99: {
    name: 'nodejs.eventloop.delay.p99',
    kind: 'gauge',
    unit: 's',
    description: '99th percentile of the delay of the event loop since the last export',
    attributes: [],
  },
  nodejsEventloopUtilization: {
    name: 'nodejs.eventloop.utilization',
    kind: 'gauge',
    unit: '1',
    description: 'Share of time in which the event loop was not idle since the last export',
    attributes: [],
  },
  processMemoryUsage: {
    name: 'process.memory.usage',
    kind: 'gauge',
    unit: 'By',
    description: 'Resident memory of the process',
    attributes: [],
  },
  eventsDeadLettered: {
    name: 'chargeplane.events.dead_lettered',
    kind: 'counter',
    unit: '{record}',
    description: 'Records set aside in <topic>.dead',
    attributes: ['messaging.destination.name', 'messaging.consumer.group.name', 'error.type'],
  },
  eventsIgnored: {
    name: 'chargeplane.events.ignored',
    kind: 'counter',
    unit: '{record}',
    description: 'Records of a type that this consumer does not handle',
    attributes: ['messaging.destination.name', 'messaging.consumer.group.name'],
  },
  outboxLag: {
    name: 'chargeplane.outbox.lag',
    kind: 'gauge',
    unit: 's',
    description: 'Age of the oldest outbox row that is not published yet',
    attributes: [],
  },
  fallbacks: {
    name: 'chargeplane.fallbacks',
    kind: 'counter',
    unit: '{decision}',
    description: 'Decisions taken by the configured fallback because their owner did not answer',
    attributes: ['chargeplane.decision', 'chargeplane.fallback', 'error.type'],
  },
  inputRefused: {
    name: 'chargeplane.input.refused',
    kind: 'counter',
    unit: '{input}',
    description: 'Bad input refused at a boundary',
    attributes: ['chargeplane.boundary', 'error.type'],
  },
  telemetryDropped: {
    name: 'telemetry.dropped',
    kind: 'counter',
    unit: '{item}',
    description: 'Spans and metric batches that did not reach the collector',
    attributes: ['telemetry.signal', 'telemetry.drop.reason'],
  },
} as const satisfies Record<string, MetricDeclaration>

export type MetricKey = keyof typeof metricNames
