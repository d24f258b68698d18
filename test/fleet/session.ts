// One charging session at one connector: what the car takes and what the register says. Pure but for the clock it is told.
import { type CarPlan, powerW } from './car.ts'

export interface Session {
  connector: number
  idToken: string
  car: CarPlan
  startedAt: Date
  meterStartWh: number
  /** Register now, Wh (whole: real meters report whole Wh). */
  meterWh: number
  takenWh: number
  powerW: number
  /** 1.6: given by the CSMS; 2.x: chosen by the station. */
  transactionId: string
  seqNo: number
  remoteStartId?: number
  endedAt?: Date
  stopReason?: string
}

export interface NewSession {
  connector: number
  idToken: string
  car: CarPlan
  meterStartWh: number
  now: Date
  transactionId: string
  remoteStartId?: number
}

export function beginSession(start: NewSession): Session {
  return {
    connector: start.connector,
    idToken: start.idToken,
    car: start.car,
    startedAt: start.now,
    meterStartWh: start.meterStartWh,
    meterWh: start.meterStartWh,
    takenWh: 0,
    powerW: 0,
    transactionId: start.transactionId,
    seqNo: 0,
    remoteStartId: start.remoteStartId,
  }
}

/** Lets `seconds` pass under a limit of `limitA` per phase. */
export function advance(session: Session, now: Date, seconds: number, limitA: number): void {
  const pluggedInS = (now.getTime() - session.startedAt.getTime()) / 1000
  session.powerW = powerW(session.car, pluggedInS, session.takenWh, limitA)
  session.takenWh = Math.min(session.car.neededWh, session.takenWh + (session.powerW * seconds) / 3600)
  session.meterWh = session.meterStartWh + Math.floor(session.takenWh)
}

export function isFull(session: Session): boolean {
  return session.takenWh >= session.car.neededWh
}

/** OCPP 2.x ChargingStateEnumType of the session. */
export function chargingState(session: Session): 'Charging' | 'SuspendedEV' | 'SuspendedEVSE' {
  if (session.powerW > 0) return 'Charging'
  return isFull(session) ? 'SuspendedEV' : 'SuspendedEVSE'
}
