import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { meanRates, peakRates, stormRates, workloadOf } from './workload.ts'

const base = { stations: 86_400 }

describe('workloadOf', () => {
  it('takes from the profile what the caller does not know better', () => {
    const workload = workloadOf('home', { ...base, meterIntervalS: 60, heartbeatS: undefined })
    assert.equal(workload.meterIntervalS, 60)
    assert.equal(workload.heartbeatS, 900)
    assert.equal(workload.chargeMinutes, 240)
  })
})

describe('peakRates', () => {
  it('counts charges by the busiest hour, and readings by those that charge then', () => {
    const rates = peakRates(
      workloadOf('public', { ...base, transactionsPerDay: 2, peakFactor: 3, chargeMinutes: 60, meterIntervalS: 60 }),
    )
    assert.equal(rates.transaction, 6)
    assert.equal(rates.meterValues, 360)
    assert.equal(rates.heartbeat, 96)
    assert.equal(rates.boot, 0)
  })

  it('lets no station charge twice at once', () => {
    const rates = peakRates(
      workloadOf('public', { ...base, transactionsPerDay: 24, peakFactor: 4, chargeMinutes: 60, meterIntervalS: 1 }),
    )
    assert.equal(rates.meterValues, base.stations)
  })
})

describe('meanRates', () => {
  it('has no busiest hour', () => {
    assert.equal(meanRates(workloadOf('public', { ...base, transactionsPerDay: 2, peakFactor: 3 })).transaction, 2)
  })
})

describe('stormRates', () => {
  it('adds a connect and a boot of everybody to the busiest hour', () => {
    const workload = workloadOf('public', { ...base, reconnectMinutes: 2 })
    const { boot, transaction } = stormRates(workload)
    assert.equal(boot, 720)
    assert.equal(transaction, peakRates(workload).transaction)
  })
})
