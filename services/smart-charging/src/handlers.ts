// Everything this service answers and listens to.
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import {
  ChargingDecisionServiceService,
  StationChargingServiceService,
} from '@chargeplane/proto/smartcharging/v1/charging'
import { SiteServiceService } from '@chargeplane/proto/smartcharging/v1/sites'
import { implement, type RpcService } from '@chargeplane/rpc'
import { chargingLimitCleared } from './events/charging-limit-cleared.ts'
import { chargingLimitReported } from './events/charging-limit-reported.ts'
import { chargingNeedsReported } from './events/charging-needs-reported.ts'
import { chargingProfilesReported } from './events/charging-profiles-reported.ts'
import { commandCompleted } from './events/command-completed.ts'
import { evScheduleReported } from './events/ev-schedule-reported.ts'
import { stationConnected } from './events/station-connected.ts'
import { stationDisconnected } from './events/station-disconnected.ts'
import { transactionEnded } from './events/transaction-ended.ts'
import { transactionStarted } from './events/transaction-started.ts'
import { checkChargingProfile } from './rpc/check-charging-profile.ts'
import { decideChargingNeeds } from './rpc/decide-charging-needs.ts'
import { decideDynamicSchedule } from './rpc/decide-dynamic-schedule.ts'
import { decideEvSchedule } from './rpc/decide-ev-schedule.ts'
import { deleteSite } from './rpc/delete-site.ts'
import { getChargingProfiles } from './rpc/get-charging-profiles.ts'
import { getSite } from './rpc/get-site.ts'
import { listChargingLimits } from './rpc/list-charging-limits.ts'
import { listChargingNeeds } from './rpc/list-charging-needs.ts'
import { listSites } from './rpc/list-sites.ts'
import { putSite } from './rpc/put-site.ts'

/** `siteDue` is called when a session has made a site due, before the commit. */
export const eventHandlers = (siteDue: () => void): Handlers => ({
  'chargeplane.ocpp.v1.StationConnected': stationConnected(siteDue),
  'chargeplane.ocpp.v1.StationDisconnected': stationDisconnected(siteDue),
  'chargeplane.ocpp.v1.ChargingNeedsReported': chargingNeedsReported,
  'chargeplane.ocpp.v1.EvScheduleReported': evScheduleReported,
  'chargeplane.ocpp.v1.ChargingLimitReported': chargingLimitReported,
  'chargeplane.ocpp.v1.ChargingLimitCleared': chargingLimitCleared,
  'chargeplane.ocpp.v1.ChargingProfilesReported': chargingProfilesReported,
  'chargeplane.ocpp.v1.CommandCompleted': commandCompleted,
  'chargeplane.transactions.v1.TransactionStarted': transactionStarted,
  'chargeplane.transactions.v1.TransactionEnded': transactionEnded,
})

/** `due` is called when a site needs a new plan. */
export function siteService(db: Database, due: () => void): RpcService {
  return implement(SiteServiceService, {
    putSite: request => putSite(db, request, due),
    getSite: request => getSite(db, request),
    listSites: request => listSites(db, request),
    deleteSite: request => deleteSite(db, request),
  })
}

/** What edges ask while a station waits, and what the API shows. */
export function chargingServices(db: Database): RpcService[] {
  return [
    implement(ChargingDecisionServiceService, {
      decideChargingNeeds: request => decideChargingNeeds(db, request),
      decideEvSchedule: request => decideEvSchedule(db, request),
      decideDynamicSchedule: request => decideDynamicSchedule(db, request),
    }),
    implement(StationChargingServiceService, {
      getChargingProfiles: request => getChargingProfiles(db, request),
      listChargingLimits: request => listChargingLimits(db, request),
      listChargingNeeds: request => listChargingNeeds(db, request),
      checkChargingProfile: request => checkChargingProfile(db, request),
    }),
  ]
}
