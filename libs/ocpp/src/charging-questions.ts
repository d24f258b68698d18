// What smart charging is asked while a station waits.
import type { ChargingNeeds, ChargingSchedule, PhaseValues } from '@chargeplane/proto/ocpp/v1/charging'

/** Whether an EV gets a charging profile for its needs (OCPP 2.x K15, K17-K19, Q01). */
export interface AskChargingNeeds {
  readonly kind: 'chargingNeeds'
  readonly evseId: number
  readonly needs: ChargingNeeds
}

export interface ChargingNeedsDecision {
  readonly kind: 'chargingNeeds'
  /** accepted, processing: a profile follows; none: there is none for this EVSE; refused: that energy transfer is not allowed. */
  readonly verdict: 'accepted' | 'processing' | 'none' | 'refused'
  readonly fallback: string
}

/** Whether what an EV plans is within what it has been allowed (OCPP 2.x K15.FR.11, K15.FR.12). */
export interface AskEvSchedule {
  readonly kind: 'evSchedule'
  readonly evseId: number
  readonly schedule: ChargingSchedule
}

export interface EvScheduleDecision {
  readonly kind: 'evSchedule'
  readonly accepted: boolean
  readonly fallback: string
}

/** What a dynamic profile allows now (OCPP 2.1 K28). */
export interface AskDynamicSchedule {
  readonly kind: 'dynamicSchedule'
  readonly profileId: number
}

export interface DynamicScheduleDecision {
  readonly kind: 'dynamicSchedule'
  /** False: there is no such dynamic profile, or nobody could say. */
  readonly accepted: boolean
  readonly limit: PhaseValues | undefined
  readonly dischargeLimit: PhaseValues | undefined
  readonly setpoint: PhaseValues | undefined
  readonly fallback: string
}
