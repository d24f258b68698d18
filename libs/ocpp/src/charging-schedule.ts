// Charging schedules and profiles of every OCPP version as one: 1.6 says ChargePointMaxProfile and one schedule, 2.x a list of them, 2.1 adds
// phases, discharging and setpoints. Read loosely, so that what a command carried can be read back too.
import type {
  ChargingProfile,
  ChargingSchedule,
  ChargingSchedulePeriod,
  PhaseValues,
} from '@chargeplane/proto/ocpp/v1/charging'
import { answerInstant } from './instants.ts'
import { int32, type Loose, list, number, object, text } from './read.ts'

/** A moment that may lie ahead, RFC 3339 UTC; empty when there is none. */
export const moment = (value: unknown): string => answerInstant(text(value)) ?? ''

const wholeOr = <T>(value: unknown, otherwise: T): number | T =>
  number(value) === undefined ? otherwise : int32(value)

/** `limit`, `limit_L2`, `limit_L3` and their like; undefined unless the first is there. */
function phaseValues(of: Loose<Record<string, unknown>>, name: string): PhaseValues | undefined {
  const value = number(of[name])
  return value === undefined ? undefined : { value, l2: number(of[`${name}_L2`]), l3: number(of[`${name}_L3`]) }
}

function period(value: Loose<Record<string, unknown>>): ChargingSchedulePeriod {
  return {
    startsAfterS: int32(value.startPeriod),
    limit: phaseValues(value, 'limit'),
    dischargeLimit: phaseValues(value, 'dischargeLimit'),
    setpoint: phaseValues(value, 'setpoint'),
    setpointReactive: phaseValues(value, 'setpointReactive'),
    numberPhases: int32(value.numberPhases),
    phaseToUse: int32(value.phaseToUse),
    operationMode: text(value.operationMode),
  }
}

/** A ChargingScheduleType of 2.x, or a ChargingSchedule of 1.6. */
export function chargingSchedule(value: unknown): ChargingSchedule {
  const of = object<Record<string, unknown>>(value)
  return {
    id: int32(of.id),
    startsAt: moment(of.startSchedule),
    durationS: wholeOr(of.duration, undefined),
    rateUnit: text(of.chargingRateUnit),
    minChargingRate: number(of.minChargingRate),
    periods: list<Record<string, unknown>>(of.chargingSchedulePeriod).map(period),
    randomizedDelayS: int32(of.randomizedDelay),
    localTime: of.useLocalTime === true,
  }
}

/** A ChargingProfileType of 2.x, or a ChargingProfile of 1.6. */
export function chargingProfile(value: unknown): ChargingProfile {
  const of = object<Record<string, unknown>>(value)
  const purpose = text(of.chargingProfilePurpose)
  return {
    id: int32(of.id ?? of.chargingProfileId),
    stackLevel: int32(of.stackLevel),
    purpose: purpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : purpose,
    kind: text(of.chargingProfileKind),
    recurrency: text(of.recurrencyKind),
    validFrom: moment(of.validFrom),
    validTo: moment(of.validTo),
    transactionId: text(of.transactionId),
    schedules: list(of.chargingSchedule).map(chargingSchedule),
    updateIntervalS: int32(of.dynUpdateInterval),
    updatedAt: moment(of.dynUpdateTime),
    maxOfflineDurationS: wholeOr(of.maxOfflineDuration, undefined),
  }
}

/** What a SetChargingProfile of any version puts where; EVSE 0 is the whole station. */
export function placedProfile(payload: unknown): { evseId: number; profile: ChargingProfile } {
  const of = object<Record<string, unknown>>(payload)
  return {
    evseId: int32(of.evseId ?? of.connectorId),
    profile: chargingProfile(of.chargingProfile ?? of.csChargingProfiles),
  }
}
