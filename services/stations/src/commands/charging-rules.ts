// What a CSMS must not send about charging profiles, beyond the schemas (OCPP 2.x K, Q; 1.6 5.16 and 7.8 where it says the same).
import { fail } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'

interface Period {
  startPeriod: number
  numberPhases?: number
  phaseToUse?: number
  operationMode?: string
  v2xBaseline?: number
  v2xFreqWattCurve?: readonly object[]
  [field: string]: unknown
}

interface Schedule {
  startSchedule?: string
  randomizedDelay?: number
  chargingSchedulePeriod: readonly Period[]
}

interface Profile {
  stackLevel: number
  chargingProfilePurpose: string
  chargingProfileKind: string
  recurrencyKind?: string
  validFrom?: string
  validTo?: string
  transactionId?: string | number
  dynUpdateInterval?: number
  dynUpdateTime?: string
  /** 1.6 has one, 2.x a list. */
  chargingSchedule: Schedule | readonly Schedule[]
}

function require(holds: boolean, field: string, what: string): void {
  if (!holds) throw fail('invalid_argument', `${field} ${what}`, { field })
}

/**
 * Values that an operation mode rules out (Q02.FR.02, Q08.FR.01, Q10.FR.01). Q03.FR.02 rules out the limits of setpoints too, but the table of
 * operation modes has them as optional, and they are what keeps a setpoint safe: they pass.
 */
const ruledOut: Readonly<Record<string, readonly string[]>> = {
  ChargingOnly: ['dischargeLimit', 'setpoint', 'setpointReactive'],
  CentralFrequency: ['setpointReactive'],
  LocalFrequency: ['limit', 'dischargeLimit', 'setpoint', 'setpointReactive'],
  Idle: ['limit', 'dischargeLimit', 'setpoint', 'setpointReactive'],
}

function checkPeriod(period: Period, field: string): void {
  const { operationMode = 'ChargingOnly', phaseToUse, numberPhases, v2xBaseline, v2xFreqWattCurve = [] } = period
  require(phaseToUse === undefined || numberPhases === 1, `${field}.phaseToUse`, 'needs numberPhases 1 (K01.FR.19)')
  for (const name of ruledOut[operationMode] ?? []) {
    for (const each of [name, `${name}_L2`, `${name}_L3`])
      require(period[each] ===
        undefined, `${field}.${each}`, `does not go with operation mode ${operationMode} (OCPP Q)`)
  }
  if (operationMode !== 'LocalFrequency') return
  require(v2xBaseline !== undefined, `${field}.v2xBaseline`, 'is needed for LocalFrequency (Q08.FR.02)')
  require(v2xFreqWattCurve.length > 1, `${field}.v2xFreqWattCurve`, 'needs two points for LocalFrequency (Q08.FR.02)')
}

function checkSchedule(profile: Profile, schedule: Schedule, field: string): void {
  const { chargingProfileKind: kind, chargingProfilePurpose: purpose } = profile
  const isTx = purpose === 'TxProfile' || purpose === 'TxDefaultProfile'
  const starts = schedule.startSchedule !== undefined
  const delayed = (schedule.randomizedDelay ?? 0) > 0
  if (kind === 'Absolute' || kind === 'Recurring')
    require(starts, `${field}.startSchedule`, `is needed by a profile that is ${kind} (K01.FR.40)`)
  if (kind === 'Relative') require(!starts, `${field}.startSchedule`, 'does not go with a Relative profile (K01.FR.41)')
  require(isTx || !delayed, `${field}.randomizedDelay`, 'is for TxProfile and TxDefaultProfile (K01.FR.95)')
  let last = -1
  for (const [index, period] of schedule.chargingSchedulePeriod.entries()) {
    const at = `${field}.chargingSchedulePeriod[${index}]`
    const begins = index === 0 ? period.startPeriod === 0 : period.startPeriod > last
    require(begins, `${at}.startPeriod`, index === 0 ? 'must be 0 (K01.FR.31)' : 'must rise (K01.FR.35)')
    last = period.startPeriod
    checkPeriod(period, at)
  }
}

function checkDynamic(profile: Profile, schedules: readonly Schedule[], field: string): void {
  const isDynamic = profile.chargingProfileKind === 'Dynamic'
  for (const name of ['dynUpdateInterval', 'dynUpdateTime'] as const)
    require(isDynamic || profile[name] === undefined, `${field}.${name}`, 'is for Dynamic profiles (K28.FR.04)')
  const periods = schedules.reduce((sum, { chargingSchedulePeriod: { length } }) => sum + length, 0)
  const single = schedules.length === 1 && periods === 1
  require(!isDynamic || single, `${field}.chargingSchedule`, 'of a Dynamic profile has one period (K28.FR.01)')
}

function checkProfile(profile: Profile, field: string): void {
  const { chargingProfilePurpose: purpose, chargingProfileKind: kind, validFrom, validTo } = profile
  const by = `${field}.chargingProfilePurpose`
  require(purpose !== 'ChargingStationExternalConstraints', by, 'is for external systems (K01.FR.22)')
  const stationWide = purpose === 'ChargingStationMaxProfile'
  require(!stationWide || kind !== 'Relative', `${field}.chargingProfileKind`, 'must not be Relative (K01.FR.38)')
  const recurs = kind === 'Recurring'
  require(recurs === (profile.recurrencyKind !== undefined), `${field}.recurrencyKind`, 'goes with Recurring profiles')
  const ends = validFrom === undefined || validTo === undefined || Date.parse(validFrom) < Date.parse(validTo)
  require(ends, `${field}.validTo`, 'must be after validFrom')
  const { chargingSchedule } = profile
  const is2 = isList(chargingSchedule)
  const schedules = is2 ? chargingSchedule : [chargingSchedule]
  checkDynamic(profile, schedules, field)
  for (const [index, schedule] of schedules.entries())
    checkSchedule(profile, schedule, is2 ? `${field}.chargingSchedule[${index}]` : `${field}.chargingSchedule`)
}

function isList(schedules: Profile['chargingSchedule']): schedules is readonly Schedule[] {
  return Array.isArray(schedules)
}

function checkPlace(profile: Profile, place: number, names: { place: string; profile: string }): void {
  const { chargingProfilePurpose: purpose, transactionId } = profile
  const isTx = purpose === 'TxProfile'
  const stationWide = purpose === 'ChargingStationMaxProfile' || purpose === 'ChargePointMaxProfile'
  require(!isTx || place > 0, names.place, 'of a TxProfile must be above 0 (K01.FR.16)')
  require(!stationWide || place === 0, names.place, `of a ${purpose} must be 0`)
  const field = `${names.profile}.transactionId`
  require(isTx || transactionId === undefined, field, 'is for TxProfile')
  checkProfile(profile, names.profile)
}

interface SetRequest {
  evseId: number
  chargingProfile: Profile
  connectorId: number
  csChargingProfiles?: Profile
}

/** K01; in 1.6 a TxProfile need not name its transaction, and of the schedules only what is said of all versions holds. */
function setChargingProfile({ evseId, chargingProfile, connectorId, csChargingProfiles }: SetRequest): void {
  if (csChargingProfiles !== undefined) {
    checkPlace(csChargingProfiles, connectorId, { place: 'connectorId', profile: 'csChargingProfiles' })
    return
  }
  const named = chargingProfile.transactionId !== undefined
  const isTx = chargingProfile.chargingProfilePurpose === 'TxProfile'
  require(!isTx || named, 'chargingProfile.transactionId', 'is needed by a TxProfile (K01.FR.03)')
  checkPlace(chargingProfile, evseId, { place: 'evseId', profile: 'chargingProfile' })
}

/** K05.FR.02, 1.6 5.11: a profile for the transaction that is to start, whose id nobody knows yet. */
function startTransaction({ chargingProfile }: { chargingProfile?: Profile }): void {
  if (chargingProfile === undefined) return
  const isTx = chargingProfile.chargingProfilePurpose === 'TxProfile'
  require(isTx, 'chargingProfile.chargingProfilePurpose', 'must be TxProfile (K05.FR.02)')
  const named = chargingProfile.transactionId !== undefined
  require(!named, 'chargingProfile.transactionId', 'is not known before the transaction starts')
  checkProfile(chargingProfile, 'chargingProfile')
}

/** K09.FR.03. */
function getChargingProfiles({ chargingProfile }: { chargingProfile: object }): void {
  const criteria = Object.keys(chargingProfile).filter(name => name !== 'customData')
  require(criteria.length > 0, 'chargingProfile', 'must have a criterion (K09.FR.03)')
}

interface ClearRequest {
  chargingProfileId?: number
  chargingProfileCriteria?: { chargingProfilePurpose?: string; evseId?: number; stackLevel?: number }
}

/** K10.FR.02, K10.FR.06. */
function clearChargingProfile({ chargingProfileId, chargingProfileCriteria: criteria = {} }: ClearRequest): void {
  const { chargingProfilePurpose: purpose, evseId, stackLevel } = criteria
  const some = [chargingProfileId, purpose, evseId, stackLevel].some(criterion => criterion !== undefined)
  require(some, 'chargingProfileCriteria', 'or chargingProfileId must say which profiles are meant (K10.FR.02)')
  const foreign = purpose === 'ChargingStationExternalConstraints' || purpose === 'LocalGeneration'
  require(!foreign, 'chargingProfileCriteria.chargingProfilePurpose', 'is for external systems (K10.FR.06)')
}

/** By action; an empty ClearChargingProfile clears everything in 1.6 (5.5), and is no request in 2.x. */
export const chargingRules = {
  ClearChargingProfile: (request: ClearRequest, _transfers: unknown, version: OcppVersion) => {
    if (version !== '1.6') clearChargingProfile(request)
  },
  GetChargingProfiles: getChargingProfiles,
  RemoteStartTransaction: startTransaction,
  RequestStartTransaction: startTransaction,
  SetChargingProfile: setChargingProfile,
}
