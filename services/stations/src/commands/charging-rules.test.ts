import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OcppVersion } from '@chargeplane/ocpp'
import { checkRequest } from './request-rules.ts'

const transfers = { schemes: ['https'], hosts: [] }
const check = (action: string, payload: object, version: OcppVersion = '2.1') =>
  checkRequest(version, action, JSON.stringify(payload), transfers)
const refused = (action: string, payload: object, field: string, version: OcppVersion = '2.1') =>
  assert.throws(() => check(action, payload, version), { code: 'invalid_argument', field })

const start = '2030-01-01T00:00:00Z'
const schedule = (more: object = {}, ...periods: object[]) => ({
  id: 1,
  chargingRateUnit: 'A',
  chargingSchedulePeriod: periods.length > 0 ? periods : [{ startPeriod: 0, limit: 16 }],
  ...more,
})
const set = (profile: object, evseId = 1) => ({
  evseId,
  chargingProfile: {
    id: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: [schedule()],
    ...profile,
  },
})
const profile = 'chargingProfile'
const first = `${profile}.chargingSchedule[0]`

describe('SetChargingProfile', () => {
  it('has the transaction and the EVSE of a TxProfile (K01.FR.03, K01.FR.16), and of no other', () => {
    const tx = { chargingProfilePurpose: 'TxProfile' }
    check('SetChargingProfile', set({ ...tx, transactionId: 't' }))
    refused('SetChargingProfile', set(tx), `${profile}.transactionId`)
    refused('SetChargingProfile', set({ ...tx, transactionId: 't' }, 0), 'evseId')
    refused('SetChargingProfile', set({ transactionId: 't' }), `${profile}.transactionId`)
  })

  it('leaves external constraints to external systems (K01.FR.22)', () => {
    const own = { chargingProfilePurpose: 'ChargingStationExternalConstraints' }
    refused('SetChargingProfile', set(own), `${profile}.chargingProfilePurpose`)
  })

  it('limits the whole station from a time on (K01.FR.38)', () => {
    const own = { chargingProfilePurpose: 'ChargingStationMaxProfile', chargingProfileKind: 'Absolute' }
    const chargingSchedule = [schedule({ startSchedule: start })]
    check('SetChargingProfile', set({ ...own, chargingSchedule }, 0))
    refused('SetChargingProfile', set({ ...own, chargingSchedule }, 1), 'evseId')
    refused('SetChargingProfile', set({ ...own, chargingProfileKind: 'Relative' }, 0), `${profile}.chargingProfileKind`)
  })

  it('starts as its kind wants (K01.FR.40, K01.FR.41)', () => {
    const starting = { chargingSchedule: [schedule({ startSchedule: start })] }
    check('SetChargingProfile', set({ chargingProfileKind: 'Absolute', ...starting }))
    check('SetChargingProfile', set({ chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', ...starting }))
    refused('SetChargingProfile', set({ chargingProfileKind: 'Absolute' }), `${first}.startSchedule`)
    refused('SetChargingProfile', set(starting), `${first}.startSchedule`)
    refused('SetChargingProfile', set({ chargingProfileKind: 'Recurring', ...starting }), `${profile}.recurrencyKind`)
  })

  it('has periods from 0 on, in order (K01.FR.31, K01.FR.35), and ends after it begins', () => {
    const periods = (...starts: number[]) => ({
      chargingSchedule: [schedule({}, ...starts.map(startPeriod => ({ startPeriod, limit: 1 })))],
    })
    check('SetChargingProfile', set(periods(0, 60, 120)))
    refused('SetChargingProfile', set(periods(5)), `${first}.chargingSchedulePeriod[0].startPeriod`)
    refused('SetChargingProfile', set(periods(0, 60, 60)), `${first}.chargingSchedulePeriod[2].startPeriod`)
    refused('SetChargingProfile', set({ validFrom: start, validTo: start }), `${profile}.validTo`)
  })

  it('names a phase only where there is one (K01.FR.19), and delays only transactions (K01.FR.95)', () => {
    const phases = (numberPhases: number) => ({
      chargingSchedule: [schedule({}, { startPeriod: 0, limit: 6, numberPhases, phaseToUse: 2 })],
    })
    check('SetChargingProfile', set(phases(1)))
    refused('SetChargingProfile', set(phases(3)), `${first}.chargingSchedulePeriod[0].phaseToUse`)
    const delayed = { chargingSchedule: [schedule({ randomizedDelay: 60 })] }
    check('SetChargingProfile', set(delayed))
    const priority = { chargingProfilePurpose: 'PriorityCharging', ...delayed }
    refused('SetChargingProfile', set(priority), `${first}.randomizedDelay`)
  })

  it('is dynamic with one period (K28.FR.01), and updated only then (K28.FR.04)', () => {
    check('SetChargingProfile', set({ chargingProfileKind: 'Dynamic', dynUpdateInterval: 10 }))
    refused('SetChargingProfile', set({ dynUpdateInterval: 10 }), `${profile}.dynUpdateInterval`)
    const two = [schedule({}, { startPeriod: 0, limit: 1 }, { startPeriod: 9, limit: 2 })]
    const chargingSchedule = `${profile}.chargingSchedule`
    refused('SetChargingProfile', set({ chargingProfileKind: 'Dynamic', chargingSchedule: two }), chargingSchedule)
  })

  it('has the values of its operation mode (Q02.FR.02, Q08.FR.01, Q08.FR.02, Q10.FR.01)', () => {
    const mode = (operationMode: string | undefined, more: object) =>
      set({ chargingSchedule: [schedule({}, { startPeriod: 0, ...(operationMode && { operationMode }), ...more })] })
    const at = `${first}.chargingSchedulePeriod[0]`
    check('SetChargingProfile', mode('CentralSetpoint', { setpoint: -1000, limit: 16 }))
    check('SetChargingProfile', mode('Idle', {}))
    refused('SetChargingProfile', mode(undefined, { limit: 6, setpoint: 1 }), `${at}.setpoint`)
    refused('SetChargingProfile', mode('ChargingOnly', { limit: 6, dischargeLimit_L2: -1 }), `${at}.dischargeLimit_L2`)
    refused('SetChargingProfile', mode('Idle', { limit: 6 }), `${at}.limit`)
    const curve = (points: number) => Array.from({ length: points }, (_, i) => ({ frequency: 50 + i, power: 0 }))
    check('SetChargingProfile', mode('LocalFrequency', { v2xBaseline: 0, v2xFreqWattCurve: curve(2) }))
    refused('SetChargingProfile', mode('LocalFrequency', { v2xFreqWattCurve: curve(2) }), `${at}.v2xBaseline`)
    const short = mode('LocalFrequency', { v2xBaseline: 0, v2xFreqWattCurve: curve(1) })
    refused('SetChargingProfile', short, `${at}.v2xFreqWattCurve`)
  })

  it('of 1.6 is held to the same, but need not name a transaction (1.6 7.8)', () => {
    const set16 = (more: object, connectorId = 1) => {
      const { id: _, ...chargingSchedule } = schedule()
      const own = { chargingProfileId: 1, stackLevel: 0, chargingProfileKind: 'Relative', chargingSchedule }
      return { connectorId, csChargingProfiles: { ...own, chargingProfilePurpose: 'TxProfile', ...more } }
    }
    check('SetChargingProfile', set16({}), '1.6')
    check('SetChargingProfile', set16({ transactionId: 5 }), '1.6')
    refused('SetChargingProfile', set16({}, 0), 'connectorId', '1.6')
    const max = { chargingProfilePurpose: 'ChargePointMaxProfile' }
    check('SetChargingProfile', set16(max, 0), '1.6')
    refused('SetChargingProfile', set16(max, 1), 'connectorId', '1.6')
    const late = { chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 9, limit: 1 }] } }
    const field = 'csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].startPeriod'
    refused('SetChargingProfile', set16(late), field, '1.6')
  })
})

describe('other commands about charging profiles', () => {
  it('start a transaction with a TxProfile that does not name it yet (K05.FR.02)', () => {
    const tx = { chargingProfilePurpose: 'TxProfile' }
    for (const action of ['RequestStartTransaction', 'RemoteStartTransaction']) {
      check(action, {})
      check(action, { chargingProfile: set(tx).chargingProfile })
      refused(action, set({}), `${profile}.chargingProfilePurpose`)
      refused(action, set({ ...tx, transactionId: 't' }), `${profile}.transactionId`)
    }
  })

  it('ask for profiles by a criterion (K09.FR.03)', () => {
    check('GetChargingProfiles', { requestId: 1, chargingProfile: { stackLevel: 0 } })
    refused('GetChargingProfiles', { requestId: 1, chargingProfile: {} }, 'chargingProfile')
  })

  it('clear profiles by a criterion (K10.FR.02) and none of others (K10.FR.06)', () => {
    const criteria = (chargingProfileCriteria: object) => ({ chargingProfileCriteria })
    check('ClearChargingProfile', { chargingProfileId: 1 })
    check('ClearChargingProfile', criteria({ evseId: 0 }))
    refused('ClearChargingProfile', {}, 'chargingProfileCriteria')
    refused('ClearChargingProfile', criteria({}), 'chargingProfileCriteria')
    for (const chargingProfilePurpose of ['ChargingStationExternalConstraints', 'LocalGeneration']) {
      const field = 'chargingProfileCriteria.chargingProfilePurpose'
      refused('ClearChargingProfile', criteria({ chargingProfilePurpose }), field)
    }
    check('ClearChargingProfile', {}, '1.6')
  })
})
