import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chargingProfile, chargingSchedule, placedProfile } from './charging-schedule.ts'

const period = {
  startsAfterS: 0,
  limit: { value: 16, l2: undefined, l3: undefined },
  dischargeLimit: undefined,
  setpoint: undefined,
  setpointReactive: undefined,
  numberPhases: 3,
  phaseToUse: 0,
  operationMode: '',
}
const schedule = {
  id: 0,
  startsAt: '2030-05-01T06:00:00.000Z',
  durationS: 3600,
  rateUnit: 'A',
  minChargingRate: 6,
  periods: [period],
  randomizedDelayS: 0,
  localTime: false,
}
const profile = {
  id: 7,
  stackLevel: 2,
  purpose: 'ChargingStationMaxProfile',
  kind: 'Absolute',
  recurrency: '',
  validFrom: '2030-05-01T00:00:00.000Z',
  validTo: '',
  transactionId: '',
  schedules: [schedule],
  updateIntervalS: 0,
  updatedAt: '',
  maxOfflineDurationS: undefined,
}
const nativeSchedule = {
  startSchedule: '2030-05-01T08:00:00+02:00',
  duration: 3600,
  chargingRateUnit: 'A',
  minChargingRate: 6,
  chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 3 }],
}
const common = { stackLevel: 2, chargingProfileKind: 'Absolute', validFrom: '2030-05-01T00:00:00Z' }

describe('chargingProfile', () => {
  it('is the same for the same profile in 1.6 and 2.x', () => {
    const v16 = {
      ...common,
      chargingProfileId: 7,
      chargingProfilePurpose: 'ChargePointMaxProfile',
      chargingSchedule: nativeSchedule,
    }
    const v2 = {
      ...common,
      id: 7,
      chargingProfilePurpose: 'ChargingStationMaxProfile',
      chargingSchedule: [{ ...nativeSchedule, id: 0 }],
    }
    assert.deepEqual(chargingProfile(v16), profile)
    assert.deepEqual(chargingProfile(v2), profile)
    assert.deepEqual(placedProfile({ connectorId: 1, csChargingProfiles: v16 }), { evseId: 1, profile })
    assert.deepEqual(placedProfile({ evseId: 1, chargingProfile: v2 }), { evseId: 1, profile })
  })

  it('makes nothing of what is none, and does not throw', () => {
    assert.deepEqual(chargingProfile(null), {
      ...profile,
      id: 0,
      stackLevel: 0,
      purpose: '',
      kind: '',
      validFrom: '',
      schedules: [],
    })
  })
})

describe('chargingSchedule', () => {
  it('keeps a value a phase, discharging and setpoints, and tells a limit of 0 from none', () => {
    const { periods } = chargingSchedule({
      chargingRateUnit: 'W',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 0, dischargeLimit: -3000, dischargeLimit_L2: -2000, operationMode: 'ChargingOnly' },
        { startPeriod: 60, setpoint: -500, setpointReactive: 20, setpoint_L3: -100 },
      ],
    })
    assert.deepEqual(periods, [
      {
        ...period,
        numberPhases: 0,
        limit: { value: 0, l2: undefined, l3: undefined },
        dischargeLimit: { value: -3000, l2: -2000, l3: undefined },
        operationMode: 'ChargingOnly',
      },
      {
        ...period,
        startsAfterS: 60,
        numberPhases: 0,
        limit: undefined,
        setpoint: { value: -500, l2: undefined, l3: -100 },
        setpointReactive: { value: 20, l2: undefined, l3: undefined },
      },
    ])
  })

  it('tells a duration of 0 from none', () => {
    assert.equal(chargingSchedule({ duration: 0 }).durationS, 0)
    assert.equal(chargingSchedule({}).durationS, undefined)
  })
})
