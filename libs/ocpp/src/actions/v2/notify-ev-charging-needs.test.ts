import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChargingNeedsDecision } from '../../charging-questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const verdict = (verdict: ChargingNeedsDecision['verdict'], fallback = ''): ChargingNeedsDecision => ({
  kind: 'chargingNeeds',
  verdict,
  fallback,
})
const ac = {
  evseId: 1,
  maxScheduleTuples: 3,
  chargingNeeds: {
    requestedEnergyTransfer: 'AC_three_phase',
    departureTime: '2030-01-01T08:00:00+01:00',
    acChargingParameters: { energyAmount: 22_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 400 },
  },
}
const iso20 = {
  evseId: 1,
  chargingNeeds: {
    requestedEnergyTransfer: 'AC_BPT',
    availableEnergyTransfer: ['AC_three_phase', 'AC_BPT'],
    controlMode: 'DynamicControl',
    v2xChargingParameters: {
      maxChargePower: 3700,
      maxChargePower_L2: 3700,
      maxDischargePower: 3000,
      maxChargeCurrent: 16,
      evTargetEnergyRequest: 10_000,
      targetSoC: 80,
    },
  },
}

describe('2.x NotifyEVChargingNeeds', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`${version}: asks for a profile for what the EV wants, and tells what was answered (K15)`, () => {
      const { reply, question, events } = exchange(version, call('NotifyEVChargingNeeds', ac), verdict('accepted'))
      assert.equal(reply, '[3,"id-1",{"status":"Accepted"}]')
      const needs = {
        requestedEnergyTransfer: 'AC_three_phase',
        availableEnergyTransfer: [],
        controlMode: '',
        departureAt: '2030-01-01T07:00:00.000Z',
        energyWh: 22_000,
        minCurrentA: 6,
        maxCurrentA: 16,
        maxVoltageV: 400,
        maxSchedulePeriods: 3,
      }
      assert.partialDeepStrictEqual(question, { kind: 'chargingNeeds', evseId: 1, needs })
      const { type, data } = onlyEvent(events)
      assert.equal(type, 'chargeplane.ocpp.v1.ChargingNeedsReported')
      assert.partialDeepStrictEqual(data, { evseId: 1, status: 'Accepted', needs })
    })

    it(`${version}: before ISO 15118-20 says Rejected where no profile comes (K15.FR.04)`, () => {
      const { reply } = exchange(version, call('NotifyEVChargingNeeds', ac), verdict('none'))
      assert.equal(reply, '[3,"id-1",{"status":"Rejected"}]')
    })

    it(`${version}: says Processing where one follows later (K15.FR.05)`, () => {
      const { reply } = exchange(version, call('NotifyEVChargingNeeds', ac), verdict('processing'))
      assert.equal(reply, '[3,"id-1",{"status":"Processing"}]')
    })
  }

  it('rejects in ISO 15118-20 only an energy transfer (K19.FR.04, Q01.FR.04)', () => {
    const statusFor = (decision: ChargingNeedsDecision) =>
      exchange('2.1', call('NotifyEVChargingNeeds', iso20), decision).reply
    assert.equal(statusFor(verdict('none')), '[3,"id-1",{"status":"NoChargingProfile"}]')
    assert.equal(statusFor(verdict('refused')), '[3,"id-1",{"status":"Rejected"}]')
  })

  it('reads what a bidirectional EV tells, phases together (Q01)', () => {
    const { question, events } = exchange('2.1', call('NotifyEVChargingNeeds', iso20), verdict('none', 'no_profile'))
    const needs = {
      availableEnergyTransfer: ['AC_three_phase', 'AC_BPT'],
      controlMode: 'DynamicControl',
      energyWh: 10_000,
      maxPowerW: 7400,
      maxDischargePowerW: 3000,
      maxCurrentA: 16,
      targetSocPercent: 80,
    }
    assert.partialDeepStrictEqual(question, { needs })
    assert.partialDeepStrictEqual(onlyEvent(events).data, { needs, origin: { fallback: 'no_profile' } })
  })

  it('reads what a DC EV tells', () => {
    const dcChargingParameters = { evMaxCurrent: 200, evMaxVoltage: 800, evMaxPower: 150_000, stateOfCharge: 20 }
    const chargingNeeds = { requestedEnergyTransfer: 'DC', dcChargingParameters }
    const { question } = exchange('2.0.1', call('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds }), verdict('none'))
    assert.partialDeepStrictEqual(question, {
      needs: { maxCurrentA: 200, maxVoltageV: 800, maxPowerW: 150_000, socPercent: 20 },
    })
  })
})
