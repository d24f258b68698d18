// Exact amounts to money: where, and only where, anything is rounded. The rules are docs/decisions/0003-money.md.
import { currencyExponent } from './currency.ts'
import { Decimal, plainText } from './decimal.ts'
import { type RatedLine, rateSession } from './rate.ts'
import type { Session } from './session.ts'
import type { Dimension, PriceTariff } from './tariff.ts'

export interface PriceLine {
  dimension: Dimension
  /** Billed volume after step_size: kWh, hours, or 1; decimal text of at most 6 digits after the point, for people to read. */
  quantity: string
  /** Decimal text, as the tariff has it. */
  unitPrice: string
  /** Decimal text; '' without VAT. */
  vatPercent: string
  /** Minor units of the currency. */
  netMinor: bigint
  vatMinor: bigint
}

export interface Price {
  currency: string
  currencyExponent: number
  lines: PriceLine[]
  netMinor: bigint
  vatMinor: bigint
  totalMinor: bigint
}

const shownPlaces = 6

const wholeUnits = (amount: Decimal): bigint => BigInt(plainText(amount, 0))

function roundLine(line: RatedLine, minorUnits: string): PriceLine {
  const { price, vat } = line.component
  const netMinor = wholeUnits(line.net.times(minorUnits))
  return {
    dimension: line.dimension,
    quantity: plainText(line.quantity, shownPlaces),
    unitPrice: price,
    vatPercent: vat,
    netMinor,
    // Of the net as it stands on the invoice (EN 16931, BR-CO-17), so that whoever checks the invoice finds the same cent.
    vatMinor: vat === '' ? 0n : wholeUnits(new Decimal(String(netMinor)).times(vat).div('100')),
  }
}

/** Prices a session: lines in minor units, each rounded half up once, and their sums. Pure; throws invalid_argument for an unknown currency. */
export function priceSession(tariff: PriceTariff, session: Session): Price {
  const exponent = currencyExponent(tariff.currency)
  const lines = rateSession(tariff, session).map(line => roundLine(line, `1e${exponent}`))
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0n)
  const vatMinor = lines.reduce((sum, line) => sum + line.vatMinor, 0n)
  return {
    currency: tariff.currency,
    currencyExponent: exponent,
    lines,
    netMinor,
    vatMinor,
    totalMinor: netMinor + vatMinor,
  }
}
