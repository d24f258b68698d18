// Limits of any unit as amperes per phase, which is what sites are planned in.
import type { ChargingNeeds, ChargingSchedule, ChargingSchedulePeriod } from '@chargeplane/proto/ocpp/v1/charging'

/** Nominal, phase to neutral: what a limit in W means depends on it, and no station tells its own. */
const volts = 230
const usualPhases = 3

const tenths = (amps: number): number => Math.floor(amps * 10 + 1e-6) / 10

/** A limit of a schedule in A per phase. */
export function ampsOf(limit: number, rateUnit: string, numberPhases = 0): number {
  return tenths(rateUnit === 'W' ? limit / (volts * (numberPhases || usualPhases)) : limit)
}

/** The other way round. */
export function inUnit(amps: number, rateUnit: string, numberPhases = 0): number {
  return rateUnit === 'W' ? amps * volts * (numberPhases || usualPhases) : amps
}

function periodA({ limit, setpoint, numberPhases }: ChargingSchedulePeriod, rateUnit: string): number | undefined {
  const values = limit ?? setpoint
  if (values === undefined) return undefined
  const phases = [values.value, values.l2, values.l3].filter(value => value !== undefined)
  // A value a phase is of that phase alone.
  if (phases.length > 1) return Math.max(...phases.map(value => ampsOf(value, rateUnit, 1)))
  return ampsOf(values.value, rateUnit, numberPhases)
}

/** The most that schedules allow, or plan, at any time; undefined when one of their periods says nothing. */
export function mostA(schedules: readonly ChargingSchedule[]): number | undefined {
  const periods = schedules.flatMap(({ periods, rateUnit }) => periods.map(period => periodA(period, rateUnit)))
  const told = periods.filter(amps => amps !== undefined)
  return told.length === 0 || told.length < periods.length ? undefined : Math.max(...told)
}

/** What an EV can draw, A per phase; undefined when it did not say. The current of a DC charge is not that of the grid: only its power counts. */
export function evMaxA({ requestedEnergyTransfer, maxCurrentA, maxPowerW }: ChargingNeeds): number | undefined {
  const ofPower = maxPowerW === undefined ? undefined : ampsOf(maxPowerW, 'W', phasesOf(requestedEnergyTransfer))
  const ofCurrent =
    requestedEnergyTransfer.startsWith('AC') && maxCurrentA !== undefined ? tenths(maxCurrentA) : undefined
  const told = [ofPower, ofCurrent].filter(amps => amps !== undefined)
  return told.length === 0 ? undefined : Math.max(0, Math.min(...told))
}

function phasesOf(energyTransfer: string): number {
  if (energyTransfer === 'AC_single_phase') return 1
  return energyTransfer === 'AC_two_phase' ? 2 : usualPhases
}
