// Tariffs for tests.
import type { Database } from '@chargeplane/database'
import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import { putTariff } from '../tariffs/put-tariff.ts'

type Changes = Partial<Tariff>

export const perKwh = (price: string, vat = '') => ({ priceComponents: [{ type: 'ENERGY', price, vat, stepSize: 1 }] })

export function tariffMessage(changes: Changes = {}): Tariff {
  return Tariff.fromPartial({ tenant: 'acme', tariffId: 'T1', currency: 'EUR', elements: [perKwh('0.30')], ...changes })
}

/** Puts a tariff at an instant of the test's choosing. */
export function putAt(database: Database, at: string, changes: Changes = {}): Promise<Tariff> {
  return putTariff(database, () => new Date(at))({ tariff: tariffMessage(changes) })
}
