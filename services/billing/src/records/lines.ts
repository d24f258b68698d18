// Price lines as JSON and as messages. Amounts are text in JSON: its numbers are floats.
import type { PriceLine as PriceLineMessage } from '@chargeplane/proto/billing/v1/billing'
import type { PriceLine } from '../pricing/price.ts'

export interface StoredLine {
  dimension: string
  quantity: string
  unitPrice: string
  vatPercent: string
  netMinor: string
  vatMinor: string
}

export function toStoredLines(lines: readonly PriceLine[]): StoredLine[] {
  return lines.map(line => ({ ...line, netMinor: String(line.netMinor), vatMinor: String(line.vatMinor) }))
}

export function toLineMessages(lines: readonly StoredLine[]): PriceLineMessage[] {
  return lines.map(line => ({ ...line, netMinor: BigInt(line.netMinor), vatMinor: BigInt(line.vatMinor) }))
}
