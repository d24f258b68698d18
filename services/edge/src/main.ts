// The edge: sockets of stations on one side, events, routes and decisions on the other.
import { setTimeout as sleep } from 'node:timers/promises'
import { openProducer, tailEvents } from '@chargeplane/events'
import { openRouting } from '@chargeplane/routing'
import { serveRpc } from '@chargeplane/rpc'
import { runService, type ServiceContext } from '@chargeplane/service'
import { socketHandlers } from './calls/frames.ts'
import { type EdgeConfig, shape } from './config.ts'
import { adminHandlers } from './departures/admin.ts'
import { drainBudgetMs, warnOfShortGrace } from './departures/drain-budget.ts'
import { advertisedAddress, createEdge, type Edge } from './edge.ts'
import { accessChanged, rpcHandlers } from './handlers.ts'
import { eventSource } from './sessions/origin.ts'
import { listenersOf } from './sockets/listener-settings.ts'
import { watchTls } from './sockets/tls-watch.ts'
import { serveSockets } from './sockets/uws.ts'
import { watchTidiness } from './tidying.ts'

const announceRetryMs = 1000

await runService({ name: 'edge', shape, start })

async function start(context: ServiceContext<EdgeConfig>): Promise<void> {
  const { config, onStop, version } = context
  warnOfShortGrace(config, context.log)
  const kafka = {
    brokers: config.KAFKA_BROKERS,
    topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX,
    clientId: config.EDGE_ID,
  }
  const producer = await openProducer({
    ...kafka,
    source: eventSource,
    lingerMs: config.EDGE_LINGER_MS,
    maxPending: config.EDGE_MAX_PENDING_EVENTS,
    // A storm of connections must not stand between a call and its answer.
    patientTopics: ['ocpp.connections'],
  })
  onStop('producer', () => producer.close())
  const routing = openRouting({ url: config.REDIS_URL, prefix: config.CHARGEPLANE_REDIS_PREFIX })
  onStop('routing', () => routing.close())

  const edge = createEdge(config, producer, routing)
  onStop('peers', edge.closePeers)
  const retries = setInterval(edge.announcer.retry, announceRetryMs)
  onStop('announcer', () => clearInterval(retries))
  onStop('liveness', edge.liveness.stop)
  onStop('pressure', edge.pressure.stop)
  onStop('tidying', watchTidiness({ everyMs: config.EDGE_TIDY_MS }).stop)

  const tail = await tailEvents({
    ...kafka,
    topics: ['stations.events'],
    fromBeginning: false,
    wanted: type => type === 'chargeplane.stations.v1.StationAccessChanged',
    onEvent(event) {
      if (event.type === 'chargeplane.stations.v1.StationAccessChanged') accessChanged(edge, event.data)
    },
  })
  onStop('access changes', () => tail.close())

  const grpc = await serveRpc({
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    services: [rpcHandlers(edge), adminHandlers({ ...edge, version })],
  })
  onStop('grpc', () => grpc.close())
  context.listening('grpc', grpc.port)
  await takeStations(context, edge, advertisedAddress(config, grpc.port))
}

/** From here on stations may come; stopping begins with sending them away. */
async function takeStations(
  { config, onStop, listening }: ServiceContext<EdgeConfig>,
  edge: Edge,
  address: string,
): Promise<void> {
  await edge.lease.hold(address)
  onStop('lease', () => edge.lease.release())
  onStop('farewells', edge.sessions.settle)

  const sockets = await serveSockets({
    maxPayloadBytes: config.EDGE_MAX_FRAME_BYTES,
    maxBackpressureBytes: config.EDGE_MAX_SEND_BUFFER_BYTES,
    door: edge.door,
    compression: config.EDGE_COMPRESSION,
    handlers: socketHandlers(edge),
  })
  onStop('sockets', () => sockets.close())
  onStop('stations', async () => {
    await sleep(config.EDGE_PRE_DRAIN_MS)
    edge.admission.stop()
    sockets.stopListening()
    await edge.departures.everyone(drainBudgetMs(config))
  })
  const tls = watchTls({ revocations: edge.revocations, everyMs: config.EDGE_TLS_RELOAD_MS })
  onStop('tls', tls.stop)
  process.on('SIGHUP', tls.look)
  for (const listener of listenersOf(config)) {
    const { name, port } = await tls.open(listener, sockets.listen)
    listening(name, port)
  }
}
