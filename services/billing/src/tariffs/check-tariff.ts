// What a tariff must be before anything is priced by it. Every fault names its field with the path it has in PutTariffRequest.
import { fail } from '@chargeplane/failure'
import type { PriceComponent as PriceComponentMessage, Tariff } from '@chargeplane/proto/billing/v1/billing'
import { checkText, requireId, requireTenant } from '@chargeplane/rpc'
import { isCurrency } from '../pricing/currency.ts'
import { Decimal, isDecimalText } from '../pricing/decimal.ts'
import { dimensions, isDimension, type PriceComponent, type PriceElement } from '../pricing/tariff.ts'

/** A tariff whose every field has been checked. */
export interface CheckedTariff {
  tenant: string
  tariffId: string
  currency: string
  elements: PriceElement[]
  /** Without repetitions; empty: the tenant's default. */
  stationIds: string[]
  name: string
  /** Undefined: from now on. */
  validFrom: Date | undefined
}

const maxElements = 50
const maxComponents = 20
const maxStations = 10_000
/** A week or 1 MWh: longer steps are a mistake in the unit. */
const maxStepSize = 1_000_000
/** Digits before the point of a price; enough for an hour in any currency, too little to overflow an amount. */
const maxPriceDigits = 9

const refuse = (field: string, problem: string) => fail('invalid_argument', `${field} ${problem}`, { field })

function checkPrice(price: string, field: string): string {
  if (!isDecimalText(price))
    throw refuse(field, `'${price.slice(0, 40)}' is no decimal number such as 0.25, not negative`)
  const [whole = '', fraction = ''] = price.split('.')
  if (whole.length > maxPriceDigits || fraction.length > 10)
    throw refuse(field, 'has more than 9 digits before or 10 after the point')
  return price
}

function checkVat(vat: string, field: string): string {
  if (vat === '') return vat
  if (!isDecimalText(vat)) throw refuse(field, `'${vat.slice(0, 40)}' is no percentage such as 19 or 5.5`)
  if (new Decimal(vat).gt('100')) throw refuse(field, `${vat.slice(0, 40)} is more than 100 percent`)
  return vat
}

function checkComponent(component: PriceComponentMessage, field: string): PriceComponent {
  const { type, price, vat, stepSize } = component
  if (!isDimension(type)) throw refuse(`${field}.type`, `'${type.slice(0, 40)}' is none of ${dimensions.join(', ')}`)
  if (stepSize < 0) throw refuse(`${field}.stepSize`, `${stepSize} is negative`)
  if (stepSize > maxStepSize) throw refuse(`${field}.stepSize`, `${stepSize} is more than ${maxStepSize}`)
  return { type, price: checkPrice(price, `${field}.price`), vat: checkVat(vat, `${field}.vat`), stepSize }
}

function checkElement(components: readonly PriceComponentMessage[], field: string): PriceElement {
  if (components.length === 0) throw refuse(field, 'is empty')
  if (components.length > maxComponents) throw refuse(field, `has more than ${maxComponents} entries`)
  const checked = components.map((component, index) => checkComponent(component, `${field}[${index}]`))
  for (const [index, { type }] of checked.entries()) {
    const first = checked.findIndex(other => other.type === type)
    if (first !== index) throw refuse(`${field}[${index}].type`, `repeats ${type}, which entry ${first} has already`)
  }
  return { components: checked }
}

function checkStations(stationIds: readonly string[]): string[] {
  if (stationIds.length > maxStations) throw refuse('stationIds', `has more than ${maxStations} entries`)
  return [...new Set(stationIds.map((id, index) => requireId(id, `stationIds[${index}]`)))]
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

function checkValidFrom(text: string): Date | undefined {
  if (text === '') return undefined
  const instant = new Date(text)
  if (!rfc3339.test(text) || Number.isNaN(instant.getTime())) {
    throw refuse('validFrom', `'${text.slice(0, 40)}' is no time such as 2026-11-23T08:00:00Z`)
  }
  return instant
}

/** Throws invalid_argument naming the first field that is wrong. */
export function checkTariff(tariff: Tariff | undefined): CheckedTariff {
  if (tariff === undefined) throw refuse('tariff', 'is missing')
  const { elements } = tariff
  if (!isCurrency(tariff.currency))
    throw refuse('currency', `'${tariff.currency.slice(0, 40)}' is no ISO 4217 currency`)
  if (elements.length === 0) throw refuse('elements', 'is empty')
  if (elements.length > maxElements) throw refuse('elements', `has more than ${maxElements} entries`)
  return {
    tenant: requireTenant(tariff.tenant),
    tariffId: requireId(tariff.tariffId, 'tariffId'),
    currency: tariff.currency,
    elements: elements.map(({ priceComponents }, index) =>
      checkElement(priceComponents, `elements[${index}].priceComponents`),
    ),
    stationIds: checkStations(tariff.stationIds),
    name: checkText(tariff.name, 'name'),
    validFrom: checkValidFrom(tariff.validFrom),
  }
}
