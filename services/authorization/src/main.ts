// Authorization: id tokens and API keys; decides who may charge. The only place that knows a raw id token.
import { tailEvents } from '@chargeplane/events'
import { tokenHasher } from '@chargeplane/ocpp'
import { CommandServiceService, StationServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient } from '@chargeplane/rpc'
import { openBackbone, runService } from '@chargeplane/service'
import { startBootstrap } from './bootstrap-key.ts'
import { shape } from './config.ts'
import { eventHandlers, rpcServices } from './handlers.ts'
import { migrations } from './migrations.ts'
import { supportedLimits } from './station-limits.ts'
import { openTokenBook } from './token-book.ts'

const name = 'authorization'
/** The client gives up a second after the server should have: within the 2 s that an edge waits for a decision. */
const rpcStatementTimeoutMs = 800

await runService({
  name,
  shape,
  migrations,
  async start(context) {
    const { config, log, onStop } = context
    const backbone = await openBackbone(context, { name, schema: migrations.schema, rpcStatementTimeoutMs })
    const { database, emit, poke } = backbone
    const bootstrapKey = config.AUTHORIZATION_BOOTSTRAP_API_KEY
    if (bootstrapKey !== undefined) {
      const bootstrap = startBootstrap(database, bootstrapKey, log)
      onStop('bootstrap key', () => bootstrap.close())
    }

    const tokens = openTokenBook(database, {
      max: config.AUTHORIZATION_CACHE_SIZE,
      freshMs: config.AUTHORIZATION_CACHE_TTL_MS,
    })
    // What the other instances change is heard from the topic; what this one changes it knows at once.
    const tail = await tailEvents({
      ...backbone.kafka,
      topics: ['authorization.events'],
      fromBeginning: false,
      onEvent: event => {
        if (event.type === 'chargeplane.authorization.v1.IdTokenChanged') {
          tokens.changed(event.data.tenant, event.data.idTokenHash)
        }
      },
    })
    onStop('token changes', () => tail.close())
    await backbone.consume(['transactions.events'], eventHandlers)

    const commands = rpcClient(CommandServiceService, config.CHARGEPLANE_STATIONS_ADDRESS)
    onStop('commands', () => commands.close())
    const stations = rpcClient(StationServiceService, config.CHARGEPLANE_STATIONS_ADDRESS)
    onStop('stations', () => stations.close())

    const services = rpcServices({
      database,
      tokens,
      log,
      emit,
      hashToken: tokenHasher(config.CHARGEPLANE_TOKEN_HASH_KEY),
      committed(tenant, hash) {
        tokens.changed(tenant, hash)
        poke()
      },
      commands,
      limits: supportedLimits(stations, config.AUTHORIZATION_STATION_DEADLINE_MS),
      unknownToken: config.AUTHORIZATION_UNKNOWN_TOKEN,
      now: () => new Date(),
    })
    await backbone.serve(services)
  },
})
