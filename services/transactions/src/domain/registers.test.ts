import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from './decimal.ts'
import { energyBetween, meterBounds, oneRegister, type RegisterSample, registerCurve } from './registers.ts'

const sample = (atMs: number, wh: string, context = 'Sample.Periodic', location = 'Outlet'): RegisterSample => ({
  atMs,
  wh: new Decimal(wh),
  context,
  location,
})
const unknown = { startWh: undefined, stopWh: undefined }
const texts = (bounds: ReturnType<typeof meterBounds>) => [bounds.startWh?.toFixed(), bounds.stopWh?.toFixed()]

describe('oneRegister', () => {
  it('sorts by time, Begin before and End after all of the same instant', () => {
    const mixed = [
      sample(5, '9', 'Transaction.End'),
      sample(5, '3', 'Transaction.Begin'),
      sample(5, '7'),
      sample(1, '2'),
    ]
    assert.deepEqual(
      oneRegister(mixed).map(({ wh }) => wh.toFixed()),
      ['2', '3', '7', '9'],
    )
  })

  it('keeps to the outlet when a DC station meters its inlet too', () => {
    const both = [sample(1, '100', 'Sample.Periodic', 'Inlet'), sample(1, '90'), sample(2, '95')]
    assert.deepEqual(
      oneRegister(both).map(({ wh }) => wh.toFixed()),
      ['90', '95'],
    )
  })

  it('takes another place when there is no outlet', () => {
    assert.equal(oneRegister([sample(1, '100', 'Sample.Periodic', 'Inlet')]).length, 1)
  })
})

describe('meterBounds', () => {
  const samples = [
    sample(1, '100', 'Transaction.Begin'),
    sample(2, '150'),
    sample(3, '190', 'Transaction.End'),
    sample(4, '195'),
  ]

  it('prefers the fields of the messages', () => {
    assert.deepEqual(texts(meterBounds({ startWh: new Decimal('1'), stopWh: new Decimal('2') }, samples)), ['1', '2'])
  })

  it('then the samples marked as begin and end', () =>
    assert.deepEqual(texts(meterBounds(unknown, samples)), ['100', '190']))

  it('then the first and the last sample', () => {
    assert.deepEqual(texts(meterBounds(unknown, [sample(1, '5'), sample(2, '6'), sample(3, '8')])), ['5', '8'])
  })

  it('mixes a field with a sample', () => {
    assert.deepEqual(texts(meterBounds({ startWh: new Decimal('7'), stopWh: undefined }, [sample(2, '9')])), ['7', '9'])
  })

  it('does not take one sample for both ends', () => {
    assert.deepEqual(texts(meterBounds(unknown, [sample(1, '5')])), ['5', undefined])
    assert.deepEqual(texts(meterBounds(unknown, [sample(1, '5', 'Transaction.End')])), [undefined, '5'])
  })

  it('knows nothing from nothing', () => assert.deepEqual(texts(meterBounds(unknown, [])), [undefined, undefined]))
})

describe('energyBetween', () => {
  const between = (startWh?: string, stopWh?: string) =>
    energyBetween({
      startWh: startWh === undefined ? undefined : new Decimal(startWh),
      stopWh: stopWh === undefined ? undefined : new Decimal(stopWh),
    })?.toFixed()

  it('is the difference, exactly', () => assert.equal(between('0.1', '0.3'), '0.2'))
  it('may be nothing', () => assert.equal(between('5', '5'), '0'))
  it('is unknown when the register ran backwards', () => assert.equal(between('5', '4.999'), undefined))
  it('is unknown when an end is missing', () =>
    assert.deepEqual([between('5'), between(undefined, '5')], [undefined, undefined]))
})

describe('registerCurve', () => {
  const from = { atMs: 0, wh: new Decimal('10') }
  const to = { atMs: 100, wh: new Decimal('20') }
  const points = (samples: RegisterSample[]) =>
    registerCurve(from, to, samples).map(({ atMs, wh }) => [atMs, wh.toFixed()])

  it('runs from the start over the samples to the end', () => {
    assert.deepEqual(points([sample(30, '12'), sample(60, '12'), sample(90, '19')]), [
      [0, '10'],
      [30, '12'],
      [60, '12'],
      [90, '19'],
      [100, '20'],
    ])
  })

  it('leaves out what is outside the session or outside its registers, or falls', () => {
    const noise = [
      sample(-5, '11'),
      sample(0, '11'),
      sample(20, '9'),
      sample(30, '15'),
      sample(40, '14'),
      sample(50, '21'),
      sample(100, '16'),
    ]
    assert.deepEqual(points(noise), [
      [0, '10'],
      [30, '15'],
      [100, '20'],
    ])
  })
})
