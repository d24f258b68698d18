import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CarPlan, powerW, randomCar } from './car.ts'

const plan: CarPlan = { neededWh: 1000, maxA: 16, phases: 3, lingersS: 10 }

describe('powerW', () => {
  it('ramps up, holds at the charger limit and tapers towards the end', () => {
    const full = 16 * 230 * 3
    assert.ok(powerW(plan, 0, 0, 32) < full)
    assert.equal(powerW(plan, 10, 500, 32), full)
    assert.ok(Math.abs(powerW(plan, 10, 900, 32) - full / 2) < 1e-6)
    assert.equal(powerW(plan, 10, 1000, 32), 0)
  })
  it('keeps to the limit and stops below 6 A', () => {
    assert.equal(powerW(plan, 10, 0, 10), 10 * 230 * 3)
    assert.equal(powerW(plan, 10, 0, 5.9), 0)
  })
})

describe('randomCar', () => {
  it('wants no more than a session can give', () => {
    let seed = 1
    const random = () => {
      seed = (seed * 16807) % 2147483647
      return seed / 2147483647
    }
    for (let i = 0; i < 100; i++) {
      const car = randomCar(random, 30)
      assert.ok(car.neededWh > 0 && car.neededWh <= (car.maxA * 230 * car.phases * 30) / 3600)
    }
  })
})
