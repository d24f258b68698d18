import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultUnit, shiftDecimal, unitRule } from './units.ts'

describe('unitRule', () => {
  it('knows every unit of OCPP 1.6 and the spellings that stations make up', () => {
    const expected: Record<string, string> = {
      Wh: 'Wh 0',
      kWh: 'Wh 3',
      KWH: 'Wh 3',
      varh: 'varh 0',
      kvarh: 'varh 3',
      W: 'W 0',
      kW: 'W 3',
      VA: 'VA 0',
      kVA: 'VA 3',
      var: 'var 0',
      kvar: 'var 3',
      A: 'A 0',
      AMP: 'A 0',
      V: 'V 0',
      VOLT: 'V 0',
      Celcius: 'Celsius 0',
      Celsius: 'Celsius 0',
      K: 'Celsius 0',
      Fahrenheit: 'Celsius 0',
      Percent: 'Percent 0',
      Hertz: 'Hz 0',
    }
    for (const [written, becomes] of Object.entries(expected)) {
      const { unit, shift } = unitRule(written)
      assert.equal(`${unit} ${shift}`, becomes, written)
    }
  })

  it('turns the other temperatures into Celsius', () => {
    assert.equal(unitRule('K').convert?.(293.15), 20)
    assert.equal(unitRule('Fahrenheit').convert?.(77), 25)
    assert.equal(unitRule('Fahrenheit').convert?.(100), 37.778)
  })

  it('leaves an unknown unit as it is', () => {
    assert.deepEqual(unitRule('lx'), { unit: 'lx', shift: 0 })
  })
})

describe('defaultUnit', () => {
  it('is that of the measurand', () => {
    assert.equal(defaultUnit('Energy.Active.Import.Register'), 'Wh')
    assert.equal(defaultUnit('Energy.Reactive.Export.Interval'), 'varh')
    assert.equal(defaultUnit('Power.Active.Import'), 'W')
    assert.equal(defaultUnit('Power.Factor'), '')
    assert.equal(defaultUnit('Current.Offered'), 'A')
    assert.equal(defaultUnit('SoC'), 'Percent')
    assert.equal(defaultUnit('Display.PresentSOC'), 'Percent')
    assert.equal(defaultUnit('Display.RemainingTimeToTargetSOC'), 's')
    assert.equal(defaultUnit('Display.BatteryEnergyCapacity'), 'Wh')
    assert.equal(defaultUnit('Display.ChargingComplete'), '')
    assert.equal(defaultUnit('EnergyRequest.Maximum.V2X'), 'Wh')
    assert.equal(defaultUnit('Energy.Active.Import.LocalGeneration.Register'), 'Wh')
    assert.equal(defaultUnit('Power.Reactive.Import'), 'var')
    assert.equal(defaultUnit('Voltage.Minimum'), 'V')
  })
})

describe('shiftDecimal', () => {
  it('moves the decimal point without binary noise', () => {
    assert.equal(1.1 * 100, 110.00000000000001)
    assert.equal(shiftDecimal(10.798, 3), 10798)
    assert.equal(shiftDecimal(1.1, 2), 110)
    assert.equal(shiftDecimal(123456, -3), 123.456)
    assert.equal(shiftDecimal(-0.5, 1), -5)
    assert.equal(shiftDecimal(1e21, -21), 1)
    assert.equal(shiftDecimal(7, 0), 7)
  })
})
