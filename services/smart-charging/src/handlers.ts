// Everything this service answers and listens to.
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import { SiteServiceService } from '@chargeplane/proto/smartcharging/v1/sites'
import { implement, type RpcService } from '@chargeplane/rpc'
import { stationConnected } from './events/station-connected.ts'
import { stationDisconnected } from './events/station-disconnected.ts'
import { transactionEnded } from './events/transaction-ended.ts'
import { transactionStarted } from './events/transaction-started.ts'
import { deleteSite } from './rpc/delete-site.ts'
import { getSite } from './rpc/get-site.ts'
import { listSites } from './rpc/list-sites.ts'
import { putSite } from './rpc/put-site.ts'

export const eventHandlers: Handlers = {
  'chargeplane.ocpp.v1.StationConnected': stationConnected,
  'chargeplane.ocpp.v1.StationDisconnected': stationDisconnected,
  'chargeplane.transactions.v1.TransactionStarted': transactionStarted,
  'chargeplane.transactions.v1.TransactionEnded': transactionEnded,
}

/** `due` is called when a site needs a new plan. */
export function siteService(db: Database, due: () => void): RpcService {
  return implement(SiteServiceService, {
    putSite: request => putSite(db, request, due),
    getSite: request => getSite(db, request),
    listSites: request => listSites(db, request),
    deleteSite: request => deleteSite(db, request),
  })
}
