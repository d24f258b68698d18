import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ChargingNeeds, ChargingSchedule } from '@chargeplane/proto/ocpp/v1/charging'
import { ampsOf, evMaxA, inUnit, mostA } from './amps.ts'

const schedule = (rateUnit: string, limits: (number | undefined)[], numberPhases = 0) =>
  ChargingSchedule.fromPartial({
    rateUnit,
    periods: limits.map(value => ({ numberPhases, ...(value !== undefined && { limit: { value } }) })),
  })

describe('amperes per phase', () => {
  it('come from W by the phases in use, three unless told', () => {
    assert.equal(ampsOf(11_040, 'W'), 16)
    assert.equal(ampsOf(3680, 'W', 1), 16)
    assert.equal(ampsOf(16.04, 'A', 1), 16)
    assert.equal(inUnit(16, 'W'), 11_040)
    assert.equal(inUnit(16, 'A'), 16)
  })

  it('of a schedule are the most of any period, and unknown when a period says nothing', () => {
    assert.equal(mostA([schedule('A', [6, 16, 0])]), 16)
    assert.equal(mostA([schedule('W', [3680], 1), schedule('A', [10])]), 16)
    assert.equal(mostA([schedule('A', [6, undefined])]), undefined)
    assert.equal(mostA([]), undefined)
    assert.equal(mostA([schedule('A', [0])]), 0)
  })

  it('of a schedule with a value a phase are those of the highest', () => {
    const periods = [{ limit: { value: 2300, l2: 3680, l3: 0 } }]
    assert.equal(mostA([ChargingSchedule.fromPartial({ rateUnit: 'W', periods })]), 16)
  })

  it('of an EV are its AC current, or its power', () => {
    const ev = (needs: Partial<ChargingNeeds>) => evMaxA(ChargingNeeds.fromPartial(needs))
    assert.equal(ev({ requestedEnergyTransfer: 'AC_three_phase', maxCurrentA: 16 }), 16)
    assert.equal(ev({ requestedEnergyTransfer: 'AC_single_phase', maxCurrentA: 32, maxPowerW: 3680 }), 16)
    assert.equal(ev({ requestedEnergyTransfer: 'DC', maxCurrentA: 400, maxPowerW: 34_500 }), 50)
    assert.equal(ev({ requestedEnergyTransfer: 'DC', maxCurrentA: 400 }), undefined)
  })
})
