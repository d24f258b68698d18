import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { registerAt, samples2, samples16 } from './samples.ts'

const receivedAt = new Date('2025-12-01T10:00:00.500Z')
const at = '2025-12-01T09:59:00.000Z'
const defaults = {
  sampledAt: at,
  measurand: 'Energy.Active.Import.Register',
  phase: '',
  location: 'Outlet',
  context: 'Sample.Periodic',
  unit: 'Wh',
}
const of16 = (...sampledValue: unknown[]) => samples16([{ timestamp: at, sampledValue }], receivedAt)
const of2 = (...sampledValue: unknown[]) => samples2([{ timestamp: at, sampledValue }], receivedAt)

describe('samples16', () => {
  it("fills in OCPP's defaults", () => {
    assert.deepEqual(of16({ value: '1234' }), [{ ...defaults, value: 1234, original: '1234' }])
  })

  it('turns kilo units into SI units and keeps the original', () => {
    assert.deepEqual(of16({ value: '10.798', unit: 'kWh' }), [{ ...defaults, value: 10798, original: '10.798 kWh' }])
    const power = { measurand: 'Power.Active.Import', phase: 'L1', context: 'Trigger', location: 'EV' }
    assert.deepEqual(of16({ ...power, value: '7.36', unit: 'kW' }), [
      { ...defaults, ...power, value: 7360, unit: 'W', original: '7.36 kW' },
    ])
  })

  it('reads every temperature in Celsius, in either spelling', () => {
    const celsius = (value: string, unit: string) => of16({ value, unit, measurand: 'Temperature' })[0]
    assert.equal(celsius('21.5', 'Celcius')?.value, 21.5)
    assert.equal(celsius('21.5', 'Celcius')?.unit, 'Celsius')
    assert.equal(celsius('300', 'K')?.value, 26.85)
    assert.equal(celsius('68', 'Fahrenheit')?.value, 20)
  })

  it('leaves out what is signed or no number', () => {
    const samples = of16(
      { value: '12', format: 'SignedData' },
      { value: '' },
      { value: 'ON' },
      { value: '0x12' },
      {},
      null,
    )
    assert.deepEqual(samples, [])
  })

  it('takes numbers for texts, lone objects for lists, and empty lists', () => {
    const lone = samples16({ timestamp: at, sampledValue: { value: 12.5 } }, receivedAt)
    assert.deepEqual(lone, [{ ...defaults, value: 12.5, original: '12.5' }])
    assert.deepEqual(samples16([{ timestamp: at, sampledValue: [] }], receivedAt), [])
    assert.deepEqual(samples16(undefined, receivedAt), [])
  })

  it('dates samples of a station without a clock by their arrival', () => {
    const [sample] = samples16([{ timestamp: '1970-01-01T00:00:05Z', sampledValue: [{ value: '1' }] }], receivedAt)
    assert.equal(sample?.sampledAt, '2025-12-01T10:00:00.500Z')
  })

  it('keeps an unknown measurand and context as they were sent', () => {
    const [sample] = of16({ value: '3', measurand: 'Vendor.Thing', context: 'Sample.Odd' })
    assert.deepEqual(sample, {
      ...defaults,
      measurand: 'Vendor.Thing',
      context: 'Sample.Odd',
      unit: '',
      value: 3,
      original: '3',
    })
  })
})

describe('samples2', () => {
  it('applies unit and multiplier', () => {
    const unitOfMeasure = { unit: 'kWh', multiplier: -2 }
    assert.deepEqual(of2({ value: 1079.8, unitOfMeasure }), [{ ...defaults, value: 10798, original: '1079.8e-2 kWh' }])
    assert.deepEqual(of2({ value: 5, unitOfMeasure: { multiplier: 3 } }), [
      { ...defaults, value: 5000, original: '5e3' },
    ])
  })

  it('leaves out what is scaled beyond all numbers', () => {
    assert.deepEqual(of2({ value: 5, unitOfMeasure: { multiplier: 400 } }), [])
  })

  it('takes the unit of the measurand where none is given', () => {
    assert.equal(of2({ value: 16, measurand: 'Current.Import' })[0]?.unit, 'A')
    assert.equal(of2({ value: 42, measurand: 'SoC' })[0]?.unit, 'Percent')
  })
})

describe('registerAt', () => {
  it('finds the import register of the whole at the outlet', () => {
    const context = 'Transaction.End'
    const samples = of2(
      { value: 1, context, phase: 'L1' },
      { value: 2, context, measurand: 'Energy.Active.Export.Register' },
      { value: 3, context, location: 'Inlet' },
      { value: 4, context },
      { value: 5 },
    )
    assert.equal(registerAt(samples, 'Transaction.End'), 4)
    assert.equal(registerAt(samples, 'Transaction.Begin'), undefined)
    assert.equal(registerAt(samples.slice(0, 3), 'Transaction.End'), 3, 'a register elsewhere is better than none')
  })
})
