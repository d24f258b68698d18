// BillingDecisionService.GetStationTariff: what a charge that begins now is priced by (OCPP 2.1 I08).
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { Tariff } from '@chargeplane/proto/billing/v1/billing'
import type { StationTariffRequest } from '@chargeplane/proto/billing/v1/decisions'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { tariffInForce } from '../tariffs/tariff-in-force.ts'
import { toTariffMessage } from '../tariffs/tariff-row.ts'

export function getStationTariff(database: Database, now: () => Date) {
  return async (request: StationTariffRequest): Promise<Tariff> => {
    const stationId = requireId(request.stationId, 'stationId')
    const row = await tariffInForce(database, requireTenant(request.tenant), stationId, now())
    if (row === undefined) throw fail('not_found', `station ${stationId} has no tariff`, { field: 'stationId' })
    return toTariffMessage(row)
  }
}
