// Our tariffs in the words of OCPP 2.1 (TariffType), for stations that work out the cost themselves (I07, I08, I11).
import { fail } from '@chargeplane/failure'
import type { PriceComponent, Tariff } from '@chargeplane/proto/billing/v1/billing'
import type { AuthorizeResponse } from '#v21'

/** OCPP 2.1 TariffType. */
type TariffType = NonNullable<AuthorizeResponse['tariff']>

const minutesPerHour = 60

/** The component that prices a dimension: of the first element that has one, as it is billed (OCPI 2.2.1 mod_tariffs, TariffElement). */
function componentOf(tariff: Tariff, dimension: string): PriceComponent | undefined {
  for (const { priceComponents } of tariff.elements) {
    const component = priceComponents.find(({ type }) => type === dimension)
    if (component !== undefined) return component
  }
  return undefined
}

/**
 * Why the tariff can't be told to a station; undefined when it can. Stations bill to the last Wh and second: what is billed in steps would
 * cost something else there.
 */
export function unsayable(tariff: Tariff): string | undefined {
  const components = ['ENERGY', 'TIME', 'PARKING_TIME'].map(dimension => componentOf(tariff, dimension))
  const stepped = components.find(component => component !== undefined && component.stepSize > 1)
  if (stepped === undefined) return undefined
  return `tariff ${tariff.tariffId} bills ${stepped.type} in steps of ${stepped.stepSize}, which OCPP can't say`
}

/** Not saying a tax is not the same as 0 % (TariffEnergyType.taxRates). */
const taxed = ({ vat }: PriceComponent) => (vat === '' ? {} : { taxRates: [{ type: 'vat', tax: Number(vat) }] })

function timeOf(component: PriceComponent | undefined) {
  if (component === undefined) return undefined
  return { ...taxed(component), prices: [{ priceMinute: Number(component.price) / minutesPerHour }] }
}

/**
 * The tariff as a station takes it. Its id names the version too, because tariffs of different content need different ids (I08.FR.08). Throws
 * failed_precondition for a tariff that can't be said exactly. `validFrom` is left out for a driver (I08.FR.09).
 */
export function tariffType(tariff: Tariff, { validFrom }: { validFrom: boolean }): TariffType {
  const problem = unsayable(tariff)
  if (problem !== undefined) throw fail('failed_precondition', problem, { field: 'tariffId' })
  const [flat, energy, charging, idle] = ['FLAT', 'ENERGY', 'TIME', 'PARKING_TIME'].map(dimension =>
    componentOf(tariff, dimension),
  )
  const [chargingTime, idleTime] = [timeOf(charging), timeOf(idle)]
  return {
    tariffId: `${tariff.tariffId}.${tariff.version}`,
    currency: tariff.currency,
    ...(tariff.name !== '' && { description: [{ format: 'UTF8', content: tariff.name }] }),
    ...(validFrom && tariff.validFrom !== '' && { validFrom: tariff.validFrom }),
    ...(energy && { energy: { ...taxed(energy), prices: [{ priceKwh: Number(energy.price) }] } }),
    ...(chargingTime && { chargingTime }),
    ...(idleTime && { idleTime }),
    ...(flat && { fixedFee: { ...taxed(flat), prices: [{ priceFixed: Number(flat.price) }] } }),
  }
}
