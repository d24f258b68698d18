// The lines that charge records and invoices are made of.
import type { PriceLine } from '@chargeplane/proto/billing/v1/billing'
import { z } from 'zod'
import { integer, minorUnits, optional } from '../http/fields.ts'

const priceLine = z
  .object({
    dimension: z.string().describe('FLAT, ENERGY, TIME or PARKING_TIME'),
    quantity: z.string().describe('Billed volume after step_size: kWh, hours or 1; decimal number in a string'),
    unitPrice: z.string().describe('Decimal number in a string'),
    netMinor: minorUnits,
    vatPercent: z.string().optional(),
    vatMinor: minorUnits,
  })
  .meta({ id: 'PriceLine' })

export const money = {
  currency: z.string().describe('ISO 4217'),
  currencyExponent: z.int().describe('Digits after the point in the currency: EUR 2, JPY 0'),
  netMinor: minorUnits,
  vatMinor: minorUnits,
  totalMinor: minorUnits,
  lines: z.array(priceLine),
}

interface Priced {
  currency: string
  currencyExponent: number
  netMinor: bigint
  vatMinor: bigint
  totalMinor: bigint
  lines: PriceLine[]
}

export function moneyToJson(message: Priced): z.input<z.ZodObject<typeof money>> {
  return {
    currency: message.currency,
    currencyExponent: message.currencyExponent,
    netMinor: integer(message.netMinor, 'netMinor'),
    vatMinor: integer(message.vatMinor, 'vatMinor'),
    totalMinor: integer(message.totalMinor, 'totalMinor'),
    lines: message.lines.map((line, index) => ({
      dimension: line.dimension,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      netMinor: integer(line.netMinor, `lines[${index}].netMinor`),
      vatPercent: optional(line.vatPercent),
      vatMinor: integer(line.vatMinor, `lines[${index}].vatMinor`),
    })),
  }
}
