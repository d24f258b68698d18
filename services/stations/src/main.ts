// Stations: the registry, what stations say of themselves, whether they may come in, and commands to them.
import { ensureTopics, tailEvents } from '@chargeplane/events'
import { openRouting } from '@chargeplane/routing'
import { createTurns } from '@chargeplane/rpc'
import { openBackbone, runService } from '@chargeplane/service'
import { openAccessBook } from './access.ts'
import { startDelivery } from './certificates/deliver.ts'
import { certificateService } from './certificates/services.ts'
import { openEdgeClients } from './commands/edge-clients.ts'
import { firmwareCheckOf } from './commands/firmware-check.ts'
import { patienceOf } from './commands/result-patience.ts'
import { startRetention } from './commands/retention.ts'
import { startBackOffs } from './commands/retry-back-off.ts'
import { openSendNative } from './commands/send-native.ts'
import { startSendWaiting } from './commands/send-waiting.ts'
import { waitingCommands } from './commands/waiting.ts'
import { shape } from './config.ts'
import { startSweep } from './diagnostics/customer-information.ts'
import { eventHandlers, rpcServices } from './handlers.ts'
import { migrations } from './migrations.ts'
import { startReaper } from './reaper.ts'
import { sendClaimed, sendCommand } from './rpc/send-command.ts'
import { keepingReservations } from './visits/keep-reservations.ts'

const name = 'stations'
/** The client gives up a second after the server should have: within the 2 s that an edge waits for a decision. */
const rpcStatementTimeoutMs = 800
const maxEdgeClients = 256
/** A boot that has not got its turn by then is answered by the edge, as if nobody were here. */
const bootPatienceMs = 1500
const never = new AbortController().signal
/** Between two looks for stations that were not told their back-off. */
const backOffIntervalMs = 2000

await runService({
  name,
  shape,
  migrations,
  // The topics of every service: no process makes one while it runs, and somebody has to have made them before the first.
  async prepare(config) {
    if (!config.STATIONS_CREATE_TOPICS) return
    await ensureTopics({
      brokers: config.KAFKA_BROKERS,
      topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX,
      partitions: config.CHARGEPLANE_TOPIC_PARTITIONS,
      replicationFactor: config.CHARGEPLANE_TOPIC_REPLICATION_FACTOR,
    })
  },
  async start(context) {
    const { config, log, onStop } = context
    const backbone = await openBackbone(context, { name, schema: migrations.schema, rpcStatementTimeoutMs })
    const { database, eventDatabase, emit, poke } = backbone
    const certificates = await certificateService(database, config)
    const routing = openRouting({ url: config.REDIS_URL, prefix: config.CHARGEPLANE_REDIS_PREFIX })
    onStop('routing', () => routing.close())

    const access = openAccessBook(database, {
      max: config.STATIONS_ACCESS_CACHE_SIZE,
      freshMs: config.STATIONS_ACCESS_CACHE_TTL_MS,
    })
    // What the other instances change is heard from the topic; what this one changes it knows at once.
    const tail = await tailEvents({
      ...backbone.kafka,
      topics: ['stations.events'],
      fromBeginning: false,
      wanted: type => type === 'chargeplane.stations.v1.StationAccessChanged',
      onEvent: event => {
        if (event.type === 'chargeplane.stations.v1.StationAccessChanged') access.changed(event.data)
      },
    })
    onStop('access changes', () => tail.close())
    log.info('stations are remembered', { count: await access.warmUp() })

    const handlers = eventHandlers({ tellsBackOff: config.STATIONS_TELL_RETRY_BACK_OFF })
    await backbone.consume(['ocpp.connections', 'ocpp.stations', 'ocpp.commands', 'transactions.events'], handlers)
    const reaper = startReaper(
      { routing, database: eventDatabase, emit, committed: poke, log },
      config.STATIONS_REAPER_INTERVAL_MS,
    )
    onStop('reaper', () => reaper.close())

    const retention = startRetention(eventDatabase, config.STATIONS_COMMAND_DAYS, log)
    onStop('retention of commands', () => retention.close())
    const edges = openEdgeClients(maxEdgeClients)
    onStop('edge clients', () => edges.close())
    const commanding = {
      database,
      access,
      routing,
      edges,
      emit,
      log,
      poke,
      defaultTimeoutMs: config.STATIONS_COMMAND_TIMEOUT_MS,
      patience: patienceOf({
        reportS: config.STATIONS_REPORT_TIMEOUT_S,
        transferS: config.STATIONS_TRANSFER_TIMEOUT_S,
      }),
      transfers: { schemes: config.STATIONS_TRANSFER_SCHEMES, hosts: config.STATIONS_TRANSFER_HOSTS },
      checkFirmware: await firmwareCheckOf(config),
      waiting: waitingCommands(database, config.CHARGEPLANE_PASSWORD_PEPPER),
    }
    const claimed = sendClaimed({ ...commanding, database: eventDatabase })
    const sendWaiting = startSendWaiting(
      {
        database: eventDatabase,
        pepper: config.CHARGEPLANE_PASSWORD_PEPPER,
        // Without a caller whose leaving would matter.
        send: (request, recorded) =>
          keepingReservations(eventDatabase, () => claimed(request, recorded))(request, { signal: never }),
        log,
      },
      config.STATIONS_WAITING_COMMANDS_INTERVAL_MS,
    )
    onStop('waiting commands', () => sendWaiting.close())
    const sendNative = openSendNative({ routing, send: sendCommand(commanding) })
    const delivery = startDelivery(
      { database: eventDatabase, sendNative, log },
      config.STATIONS_CERTIFICATE_DELIVERY_INTERVAL_MS,
    )
    onStop('delivery of certificates', () => delivery.close())
    if (config.STATIONS_TELL_RETRY_BACK_OFF) {
      const wanted = {
        waitMinimumS: config.STATIONS_RETRY_BACK_OFF_WAIT_MINIMUM_S,
        randomRangeS: config.STATIONS_RETRY_BACK_OFF_RANDOM_RANGE_S,
        repeatTimes: config.STATIONS_RETRY_BACK_OFF_REPEAT_TIMES,
      }
      const backOffs = startBackOffs({ database: eventDatabase, sendNative, log, wanted }, backOffIntervalMs)
      onStop('back-offs', () => backOffs.close())
    }
    const customerInformationHours = config.STATIONS_CUSTOMER_INFORMATION_HOURS
    const sweep = startSweep(eventDatabase, customerInformationHours, log)
    onStop('sweep', () => sweep.close())
    const services = rpcServices({
      customerInformationHours,
      ...commanding,
      sendNative,
      certificates,
      committed(address) {
        access.changed(address)
        poke()
      },
      pepper: config.CHARGEPLANE_PASSWORD_PEPPER,
      unknownPolicy: config.STATIONS_UNKNOWN_POLICY,
      heartbeatIntervalS: config.STATIONS_HEARTBEAT_INTERVAL_S,
      pendingIntervalS: config.STATIONS_PENDING_INTERVAL_S,
      turns: createTurns(config.STATIONS_MAX_BOOTS, bootPatienceMs),
      random: Math.random,
    })
    await backbone.serve(services)
  },
})
