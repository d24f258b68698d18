// What an EV wants, out of the parameters that AC, DC and bidirectional charging each have of their own.
import type { ChargingNeeds } from '@chargeplane/proto/ocpp/v1/charging'
import type { NotifyEVChargingNeedsRequest } from '#v21'
import { moment } from './charging-schedule.ts'
import { int32, number } from './read.ts'

type V2x = NonNullable<NotifyEVChargingNeedsRequest['chargingNeeds']['v2xChargingParameters']>

/** L1 stands for all phases unless others are given (OCPP 2.1 2.x V2XChargingParametersType). */
function total(...phases: (number | undefined)[]): number | undefined {
  const told = phases.flatMap(phase => number(phase) ?? [])
  return told.length === 0 ? undefined : told.reduce((a, b) => a + b, 0)
}

function fromV2x(v2x: V2x) {
  return {
    energyWh: number(v2x.evTargetEnergyRequest),
    minCurrentA: number(v2x.minChargeCurrent),
    maxCurrentA: number(v2x.maxChargeCurrent),
    maxVoltageV: number(v2x.maxVoltage),
    maxPowerW: total(v2x.maxChargePower, v2x.maxChargePower_L2, v2x.maxChargePower_L3),
    maxDischargePowerW: total(v2x.maxDischargePower, v2x.maxDischargePower_L2, v2x.maxDischargePower_L3),
    targetSocPercent: wholePercent(v2x.targetSoC),
  }
}

const wholePercent = (value: number | undefined): number | undefined => (value === undefined ? undefined : int32(value))

export function chargingNeeds({
  maxScheduleTuples,
  chargingNeeds: needs,
}: NotifyEVChargingNeedsRequest): ChargingNeeds {
  const { acChargingParameters: ac, dcChargingParameters: dc } = needs
  const v2x = fromV2x(needs.v2xChargingParameters ?? {})
  return {
    requestedEnergyTransfer: needs.requestedEnergyTransfer,
    availableEnergyTransfer: needs.availableEnergyTransfer ?? [],
    controlMode: needs.controlMode ?? '',
    departureAt: moment(needs.departureTime),
    energyWh: v2x.energyWh ?? number(ac?.energyAmount) ?? number(dc?.energyAmount),
    minCurrentA: v2x.minCurrentA ?? number(ac?.evMinCurrent),
    maxCurrentA: v2x.maxCurrentA ?? number(ac?.evMaxCurrent) ?? number(dc?.evMaxCurrent),
    maxVoltageV: v2x.maxVoltageV ?? number(ac?.evMaxVoltage) ?? number(dc?.evMaxVoltage),
    maxPowerW: v2x.maxPowerW ?? number(dc?.evMaxPower),
    maxDischargePowerW: v2x.maxDischargePowerW,
    capacityWh: number(dc?.evEnergyCapacity),
    socPercent: wholePercent(dc?.stateOfCharge),
    fullSocPercent: wholePercent(dc?.fullSoC),
    targetSocPercent: v2x.targetSocPercent,
    maxSchedulePeriods: int32(maxScheduleTuples),
  }
}
