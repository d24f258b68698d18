// A tariff version as the database holds it, and as the contract shows it.
import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import type { PriceElement, PriceTariff } from '../pricing/tariff.ts'

export interface TariffRow {
  tenant: string
  tariff_id: string
  version: number
  currency: string
  elements: PriceElement[]
  station_ids: string[]
  name: string
  valid_from: Date
  created_at: Date
}

export const tariffColumns = 'tenant, tariff_id, version, currency, elements, station_ids, name, valid_from, created_at'

export function toTariffMessage(row: TariffRow): Tariff {
  return Tariff.fromPartial({
    tenant: row.tenant,
    tariffId: row.tariff_id,
    currency: row.currency,
    elements: row.elements.map(({ components }) => ({ priceComponents: components })),
    stationIds: row.station_ids,
    name: row.name,
    updatedAt: row.created_at.toISOString(),
    validFrom: row.valid_from.toISOString(),
    version: row.version,
  })
}

export function toPriceTariff(row: TariffRow): PriceTariff {
  return { currency: row.currency, elements: row.elements }
}
