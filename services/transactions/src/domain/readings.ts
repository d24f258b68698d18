// Meter readings, and what both events that carry them have in common.
import { fail } from '@chargeplane/failure'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import type { SampledValue, SignedValue } from '@chargeplane/proto/ocpp/v1/transactions'
import { decimalOf, plainText } from './decimal.ts'

export interface Reading {
  sampledAt: Date
  measurand: string
  phase: string
  location: string
  context: string
  /** Decimal text, in `unit`. */
  value: string
  unit: string
  original: string
}

/** PostgreSQL and JavaScript agree on these years; no station's clock is right outside of them. */
const earliestMs = Date.UTC(1970, 0, 1)
const latestMs = Date.UTC(9999, 11, 31)

export function readInstant(text: string, field: string): Date {
  const instant = new Date(text)
  const ms = instant.getTime()
  if (text === '' || Number.isNaN(ms) || ms < earliestMs || ms > latestMs) {
    throw fail('invalid_argument', `${field} '${text.slice(0, 40)}' is no RFC 3339 time`, { field })
  }
  return instant
}

export function requireText(text: string, field: string): string {
  if (text === '') throw fail('invalid_argument', `${field} is missing`, { field })
  if (text.includes('\0')) throw fail('invalid_argument', `${field} contains a zero byte`, { field })
  return text
}

/** The record's key decides whose event it is; an origin that says otherwise is a fault, never another station's transaction. */
export function checkSubject(origin: Origin | undefined, tenant: string, stationId: string): Origin {
  if (origin === undefined) throw fail('invalid_argument', 'origin is missing', { field: 'origin' })
  if (origin.tenant !== tenant)
    throw fail('invalid_argument', 'origin.tenant is not that of the key', { field: 'origin.tenant' })
  if (origin.stationId !== stationId) {
    throw fail('invalid_argument', 'origin.stationId is not that of the key', { field: 'origin.stationId' })
  }
  return origin
}

/** A reading without a time was taken, as far as anybody knows, when it arrived. */
export function readReadings(values: readonly SampledValue[], receivedAt: Date): Reading[] {
  return values.map((value, index) => ({
    sampledAt: value.sampledAt === '' ? receivedAt : readInstant(value.sampledAt, `sampledValues[${index}].sampledAt`),
    measurand: value.measurand,
    phase: value.phase,
    location: value.location,
    context: value.context,
    value: plainText(decimalOf(value.value, `sampledValues[${index}].value`)),
    unit: value.unit,
    original: value.original,
  }))
}

/** A reading under the meter's signature: what was signed is kept as it is. */
export interface SignedReading extends Omit<SignedValue, 'sampledAt'> {
  sampledAt: Date
}

export function readSigned(values: readonly SignedValue[], receivedAt: Date): readonly SignedReading[] {
  return values.map((value, index) => ({
    ...value,
    sampledAt: value.sampledAt === '' ? receivedAt : readInstant(value.sampledAt, `signedValues[${index}].sampledAt`),
    data: requireText(value.data, `signedValues[${index}].data`),
  }))
}
