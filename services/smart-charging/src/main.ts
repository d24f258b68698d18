// Smart charging: keeps every site within its limit by charging profiles. It decides limits; stations and edges deliver them.
import { CommandServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient } from '@chargeplane/rpc'
import { openBackbone, runService } from '@chargeplane/service'
import { shape } from './config.ts'
import { startDispatcher } from './dispatcher.ts'
import { dueSites } from './due-sites.ts'
import { chargingServices, eventHandlers, siteService } from './handlers.ts'
import { migrations } from './migrations.ts'
import { limitSender } from './send-limit.ts'

const name = 'smart-charging'
/** Callers wait 5 s: a statement that takes longer answers nobody. */
const rpcStatementTimeoutMs = 4000
/** What a round of messages takes besides the stations' own time, with plenty to spare: a claim that runs out early only sends limits twice. */
const claimMarginS = 30

await runService({
  name,
  shape,
  migrations,
  async start(context) {
    const { config, log, onStop } = context
    const backbone = await openBackbone(context, { name, schema: migrations.schema, rpcStatementTimeoutMs })
    const stations = rpcClient(CommandServiceService, config.CHARGEPLANE_STATIONS_ADDRESS, { retries: 0 })
    onStop('stations client', () => stations.close())
    const dispatcher = startDispatcher({
      database: backbone.eventDatabase,
      sendLimit: limitSender(stations, config.SMART_CHARGING_COMMAND_TIMEOUT_MS, log),
      log,
      pollMs: config.SMART_CHARGING_POLL_MS,
      sitesAtOnce: config.SMART_CHARGING_SITES_AT_ONCE,
      retryMs: config.SMART_CHARGING_RETRY_MS,
      claimS: config.SMART_CHARGING_COMMAND_TIMEOUT_MS / 1000 + claimMarginS,
      poke: backbone.poke,
    })
    onStop('dispatcher', () => dispatcher.close())
    const topics = ['transactions.events', 'ocpp.connections', 'ocpp.stations', 'ocpp.commands'] as const
    const due = dueSites(dispatcher.poke)
    await backbone.consume(topics, eventHandlers(due.noticed), due.committed)
    await backbone.serve([siteService(backbone.database, dispatcher.poke), ...chargingServices(backbone.database)])
  },
})
