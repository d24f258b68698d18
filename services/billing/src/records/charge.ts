// An ended transaction and the tariff of its start to a charge: billed, or left to a person with the reason. Pure.
import { createHash } from 'node:crypto'
import { type Price, priceSession } from '../pricing/price.ts'
import { durationsOf } from '../pricing/session.ts'
import type { PriceTariff } from '../pricing/tariff.ts'
import type { EndedTransaction } from './ended-transaction.ts'

/** The tariff version that was found. */
export interface AppliedTariff {
  tariffId: string
  version: number
  price: PriceTariff
}

interface ChargeBase {
  chargeRecordId: string
  chargingSeconds: bigint
  parkingSeconds: bigint
}

export type Charge =
  | (ChargeBase & { status: 'billed'; tariff: AppliedTariff; price: Price; invoiceId: string })
  | (ChargeBase & { status: 'review'; reviewReason: string })

/** Made of the natural key alone, so that a rebuilt database has the same ids; hashed, so that they say nothing and are safe in a URL. */
function derivedId(prefix: string, { tenant, stationId, transactionId }: EndedTransaction): string {
  const key = JSON.stringify([prefix, tenant, stationId, transactionId])
  return `${prefix}_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
}

const wholeSeconds = (ms: number): bigint => BigInt(Math.max(0, Math.round(ms / 1000)))

export function chargeFor(ended: EndedTransaction, tariff: AppliedTariff | undefined): Charge {
  const { chargingMs, parkingMs } = durationsOf(ended.periods)
  const base = {
    chargeRecordId: derivedId('cr', ended),
    chargingSeconds: wholeSeconds(chargingMs),
    parkingSeconds: wholeSeconds(parkingMs),
  }
  const { energyWh, periods } = ended
  if (ended.reviewReason !== '') return { ...base, status: 'review', reviewReason: ended.reviewReason }
  if (energyWh === undefined) return { ...base, status: 'review', reviewReason: 'energy_unknown' }
  if (tariff === undefined) return { ...base, status: 'review', reviewReason: 'no_tariff' }
  const price = priceSession(tariff.price, { energyWh, periods })
  return { ...base, status: 'billed', tariff, price, invoiceId: derivedId('in', ended) }
}
