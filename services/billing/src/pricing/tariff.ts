// A tariff as the pricing sees it: OCPI 2.2.1 mod_tariffs without restrictions.

export const dimensions = ['FLAT', 'ENERGY', 'TIME', 'PARKING_TIME'] as const

export type Dimension = (typeof dimensions)[number]

export function isDimension(text: string): text is Dimension {
  return dimensions.some(dimension => dimension === text)
}

export interface PriceComponent {
  type: Dimension
  /** Decimal text, without VAT: per session, per kWh or per hour. */
  price: string
  /** Percent, decimal text; '' is no VAT. */
  vat: string
  /** Wh for ENERGY, seconds for TIME and PARKING_TIME; 0 counts as 1. */
  stepSize: number
}

export interface PriceElement {
  components: PriceComponent[]
}

export interface PriceTariff {
  /** ISO 4217. */
  currency: string
  elements: PriceElement[]
}

/** The component that prices a dimension: of the first element that has one (OCPI 2.2.1 mod_tariffs, TariffElement). */
export function componentFor(tariff: PriceTariff, dimension: Dimension): PriceComponent | undefined {
  for (const element of tariff.elements) {
    const component = element.components.find(({ type }) => type === dimension)
    if (component !== undefined) return component
  }
  return undefined
}
