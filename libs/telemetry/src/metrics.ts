// Instruments of the declared metrics. They may be used before telemetry has started and after it has ended; what they record then is lost.
import { type AttributeValue, createNoopMeter, type Meter } from '@opentelemetry/api'
import { type MetricDeclaration, type MetricKey, type MetricKind, metricNames } from './metric-names.ts'

type AttributesOf<Key extends MetricKey> = {
  [Name in (typeof metricNames)[Key]['attributes'][number]]?: AttributeValue
}

interface Recorder<A> {
  /** `value` in the declared unit. */
  record(value: number, attributes?: A): void
}

interface Adder<A> {
  add(value: number, attributes?: A): void
}

type InstrumentOf<Key extends MetricKey> = (typeof metricNames)[Key]['kind'] extends 'histogram' | 'gauge'
  ? Recorder<AttributesOf<Key>>
  : Adder<AttributesOf<Key>>

type Write = (value: number, attributes?: Record<string, AttributeValue | undefined>) => void

let meter: Meter = createNoopMeter()
/** Raised with every change of meter: an instrument of an older one is made anew when it is next used. */
let generation = 0

/** Points every instrument at a meter; without one, at nothing. */
export function useMeter(next: Meter | undefined): void {
  meter = next ?? createNoopMeter()
  generation++
}

const writers: Record<MetricKind, (declaration: MetricDeclaration) => Write> = {
  histogram: ({ name, unit, description, buckets }) => {
    const advice = buckets === undefined ? undefined : { explicitBucketBoundaries: [...buckets] }
    const histogram = meter.createHistogram(name, { unit, description, advice })
    return (value, attributes) => histogram.record(value, attributes)
  },
  gauge: ({ name, unit, description }) => {
    const gauge = meter.createGauge(name, { unit, description })
    return (value, attributes) => gauge.record(value, attributes)
  },
  counter: ({ name, unit, description }) => {
    const counter = meter.createCounter(name, { unit, description })
    return (value, attributes) => counter.add(value, attributes)
  },
  upDownCounter: ({ name, unit, description }) => {
    const counter = meter.createUpDownCounter(name, { unit, description })
    return (value, attributes) => counter.add(value, attributes)
  },
}

interface Instrument {
  record: Write
  add: Write
}

function instrument(declaration: MetricDeclaration): Instrument {
  let made = -1
  let write: Write = () => {}
  const current: Write = (value, attributes) => {
    if (made !== generation) {
      made = generation
      write = writers[declaration.kind](declaration)
    }
    write(value, attributes)
  }
  return { record: current, add: current }
}

function instruments(): { readonly [Key in MetricKey]: InstrumentOf<Key> } {
  const made = {} as Record<MetricKey, Instrument>
  for (const key of Object.keys(metricNames) as MetricKey[]) made[key] = instrument(metricNames[key])
  return made
}

/** One instrument per declared metric, made when it is first used: `metrics.ocppCallDuration.record(0.012, { 'ocpp.action': 'Heartbeat' })`. */
export const metrics = instruments()
