// Meter values of every version, normalised to SI units with OCPP's defaults filled in.
import type { SampledValue } from '@chargeplane/proto/ocpp/v1/transactions'
import type { MeterValuesRequest as MeterValues16 } from '#v16'
import type { MeterValuesRequest as MeterValues201 } from '#v201'
import { instant } from './instants.ts'
import { integer, type Loose, list, number, object, text } from './read.ts'
import { defaultUnit, importRegister, shiftDecimal, unitRule } from './units.ts'

type Meter16 = MeterValues16['meterValue'][number]
type Sample16 = Meter16['sampledValue'][number]
type Meter201 = MeterValues201['meterValue'][number]
type Sample201 = Meter201['sampledValue'][number]

/** What a sample says of its value; `multiplier` is a power of ten. */
interface Reading {
  readonly sampledAt: string
  readonly value: number
  readonly unit: string
  readonly multiplier: number
}

function add(samples: SampledValue[], sample: Loose<Sample16> | Loose<Sample201>, reading: Reading): void {
  const { sampledAt, value, unit, multiplier } = reading
  const measurand = text(sample.measurand) || importRegister
  const rule = unitRule(unit || defaultUnit(measurand))
  const scaled = shiftDecimal(value, rule.shift + multiplier)
  // A multiplier of hundreds is in no schema's way, but in that of every sum.
  if (!Number.isFinite(scaled)) return
  const written = multiplier === 0 ? String(sample.value) : `${String(sample.value)}e${multiplier}`
  samples.push({
    sampledAt,
    measurand,
    phase: text(sample.phase),
    location: text(sample.location) || 'Outlet',
    context: text(sample.context) || 'Sample.Periodic',
    value: rule.convert === undefined ? scaled : rule.convert(scaled),
    unit: rule.unit,
    original: unit === '' ? written : `${written} ${unit}`,
  })
}

/** OCPP 1.6 meterValue / transactionData. Signed values are read by `signed16`; what is no number stays in the raw payload. */
export function samples16(meterValue: unknown, receivedAt: Date): SampledValue[] {
  const samples: SampledValue[] = []
  for (const meter of list<Meter16>(meterValue)) {
    const sampledAt = instant(meter.timestamp, receivedAt)
    for (const sample of list<Sample16>(meter.sampledValue)) {
      const value = sample.format === 'SignedData' ? undefined : number(sample.value)
      if (value !== undefined) add(samples, sample, { sampledAt, value, unit: text(sample.unit), multiplier: 0 })
    }
  }
  return samples
}

/** OCPP 2.x meterValue: unit and multiplier in unitOfMeasure. */
export function samples2(meterValue: unknown, receivedAt: Date): SampledValue[] {
  const samples: SampledValue[] = []
  for (const meter of list<Meter201>(meterValue)) {
    const sampledAt = instant(meter.timestamp, receivedAt)
    for (const sample of list<Sample201>(meter.sampledValue)) {
      const value = number(sample.value)
      if (value === undefined) continue
      const measure = object<NonNullable<Sample201['unitOfMeasure']>>(sample.unitOfMeasure)
      const multiplier = integer(measure.multiplier) ?? 0
      add(samples, sample, { sampledAt, value, unit: text(measure.unit), multiplier })
    }
  }
  return samples
}

/** The register that 1.6 has as a field of its start and stop, as the reading that 2.x makes of it. */
export function registerReading(
  wh: number,
  sampledAt: string,
  context: 'Transaction.Begin' | 'Transaction.End',
): SampledValue {
  const place = { phase: '', location: 'Outlet', context }
  return { sampledAt, measurand: importRegister, ...place, value: wh, unit: 'Wh', original: `${wh} Wh` }
}

/** The import register in Wh that a station took at the start or end of a transaction, where its samples have it for all phases together. */
export function registerAt(
  samples: readonly SampledValue[],
  context: 'Transaction.Begin' | 'Transaction.End',
): number | undefined {
  const fits = samples.filter(
    sample =>
      sample.context === context && sample.measurand === importRegister && sample.phase === '' && sample.unit === 'Wh',
  )
  return (fits.find(sample => sample.location === 'Outlet') ?? fits[0])?.value
}
