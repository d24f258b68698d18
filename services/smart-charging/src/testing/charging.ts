// One station of a site on a database of its own: what it says goes in as events, what is decided and stored comes out by the service's own methods.
import type { Database } from '@chargeplane/database'
import { createTestSchema } from '@chargeplane/database/testing'
import { ChargingNeeds, ChargingProfile, ChargingSchedule } from '@chargeplane/proto/ocpp/v1/charging'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { deliver } from '@chargeplane/service/testing'
import { commandCompleted } from '../events/command-completed.ts'
import { migrations } from '../migrations.ts'
import { putSite } from '../rpc/put-site.ts'
import { origin } from './origin.ts'

export const station = { tenant: 'default', stationId: 'CS1' }

let sequence = 0

/** Origins of one session, each later than the one before. */
export function nextOrigin(epoch = 10n) {
  sequence += 1
  return { ...origin(station.stationId, epoch), sequence }
}

export function needsOf(more: Partial<ChargingNeeds> = {}): ChargingNeeds {
  return ChargingNeeds.fromPartial({
    requestedEnergyTransfer: 'AC_three_phase',
    minCurrentA: 6,
    maxCurrentA: 16,
    ...more,
  })
}

export function scheduleOf(limit: number, rateUnit = 'A'): ChargingSchedule {
  return ChargingSchedule.fromPartial({ id: 1, rateUnit, periods: [{ limit: { value: limit } }] })
}

export function profileOf(more: Partial<ChargingProfile>): ChargingProfile {
  return ChargingProfile.fromPartial({ id: 1, purpose: 'TxDefaultProfile', kind: 'Absolute', ...more })
}

export async function openChargingBench() {
  const { database, drop } = await createTestSchema(migrations)
  return {
    database,
    close: drop,
    /** The station's EVSE 1 with `others` that have a share of their own. */
    async site(limitA: number, change: Partial<Site> = {}, others: string[] = []) {
      const members = [station.stationId, ...others].map(stationId => ({ stationId, evseId: 1, maxA: 32 }))
      const site = Site.fromPartial({ tenant: 'default', siteId: 'S', limitA, members, ...change })
      await putSite(database, { site }, () => undefined)
    },
    async reset() {
      for (const table of ['sites', 'charging_needs', 'charging_limits', 'profile_reports', 'accepted_profiles'])
        await database.query(`DELETE FROM ${table}`)
    },
    command: (action: string, request: object, status = 'Accepted', from = nextOrigin()) =>
      completed(database, { ...from, action }, request, JSON.stringify({ status })),
  }
}

export type ChargingBench = Awaited<ReturnType<typeof openChargingBench>>

function completed(
  database: Database,
  from: ReturnType<typeof nextOrigin>,
  request: object,
  response: string,
): Promise<void> {
  return deliver(database, commandCompleted, 'chargeplane.ocpp.v1.CommandCompleted', {
    origin: from,
    commandId: String(from.sequence),
    request: JSON.stringify(request),
    outcome: CommandOutcome.ANSWERED,
    response,
    errorCode: '',
    errorDescription: '',
    sentAt: from.receivedAt,
  })
}

/** A SetChargingProfile of OCPP 2.x as it goes over the wire. */
export function setProfile(more: object, evseId = 1, period: object = { limit: 16 }) {
  return {
    evseId,
    chargingProfile: {
      id: 5,
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Relative',
      chargingSchedule: [{ id: 5, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, ...period }] }],
      ...more,
    },
  }
}
