// Signed meter values of every version, kept whole: the signature is good for these very bytes (OCPP 2.x J, "Signed Meter Values in OCPP" 3.2.1 for 1.6).
import type { SignedValue } from '@chargeplane/proto/ocpp/v1/transactions'
import type { MeterValuesRequest as MeterValues16 } from '#v16'
import type { MeterValuesRequest as MeterValues2 } from '#v21'
import type { CallContext } from './contract.ts'
import { instant } from './instants.ts'
import { type Loose, list, object, text } from './read.ts'
import { importRegister } from './units.ts'

type Meter16 = MeterValues16['meterValue'][number]
type Sample16 = Meter16['sampledValue'][number]
type Meter2 = MeterValues2['meterValue'][number]
type Sample2 = Meter2['sampledValue'][number]
type Signed = NonNullable<Sample2['signedMeterValue']>

const none: SignedValue[] = []

function place(sample: Loose<Sample16> | Loose<Sample2>, sampledAt: string) {
  return {
    sampledAt,
    measurand: text(sample.measurand) || importRegister,
    phase: text(sample.phase),
    location: text(sample.location) || 'Outlet',
    context: text(sample.context) || 'Sample.Periodic',
  }
}

function content(signed: Loose<Signed>) {
  return {
    data: text(signed.signedMeterData),
    encodingMethod: text(signed.encodingMethod),
    signingMethod: text(signed.signingMethod),
    publicKey: text(signed.publicKey),
  }
}

/** The text of a 1.6 value is a SignedMeterValueType of 2.x as JSON, or in older stations the signed data itself. */
function content16(value: string) {
  const whole = { data: value, encodingMethod: '', signingMethod: '', publicKey: '' }
  if (!value.startsWith('{')) return whole
  try {
    const read = content(object<Signed>(JSON.parse(value)))
    return read.data === '' ? whole : read
  } catch {
    return whole
  }
}

/** OCPP 1.6 meterValue / transactionData. A look at the payload's text spares most messages the walk. */
export function signed16(meterValue: unknown, { payloadText, receivedAt }: CallContext): SignedValue[] {
  if (!payloadText.includes('SignedData')) return none
  return list<Meter16>(meterValue).flatMap(meter =>
    list<Sample16>(meter.sampledValue)
      .filter(({ format }) => format === 'SignedData')
      .map(sample => ({
        ...place(sample, instant(meter.timestamp, receivedAt)),
        ...content16(text(sample.value)),
      })),
  )
}

/** OCPP 2.x meterValue: beside the plain value, or in place of it. */
export function signed2(meterValue: unknown, { payloadText, receivedAt }: CallContext): SignedValue[] {
  if (!payloadText.includes('signedMeterData')) return none
  return list<Meter2>(meterValue).flatMap(meter =>
    list<Sample2>(meter.sampledValue)
      .map(sample => ({
        ...place(sample, instant(meter.timestamp, receivedAt)),
        ...content(object<Signed>(sample.signedMeterValue)),
      }))
      .filter(({ data }) => data !== ''),
  )
}
