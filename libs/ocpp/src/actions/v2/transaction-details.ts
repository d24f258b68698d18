// What a TransactionEvent says beside its kind, place and readings, most of it new in OCPP 2.1.
import type { StationCost, TransactionEvent, TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import type { TransactionEventRequest, TransactionEventResponse } from '#v21'
import { decimalText, integer, type Loose, number, object, text } from '../../read.ts'

type TransactionInfo = TransactionEventRequest['transactionInfo']
type Limit = NonNullable<TransactionInfo['transactionLimit']>
type CostDetails = NonNullable<TransactionEventRequest['costDetails']>
type TotalPrice = CostDetails['totalCost']['total']

const whole = (value: unknown): number | undefined => {
  const parsed = integer(value)
  return parsed !== undefined && (parsed | 0) === parsed ? parsed : undefined
}

/** E16.FR.01: what the station has set or confirmed; undefined when the event tells no limit. */
export function readLimit(value: unknown): TransactionLimit | undefined {
  if (value === undefined) return undefined
  const { maxCost, maxEnergy, maxTime, maxSoC } = object<Limit>(value)
  return {
    maxCost: number(maxCost),
    maxEnergyWh: number(maxEnergy),
    maxTimeS: whole(maxTime),
    maxSocPercent: whole(maxSoC),
  }
}

/** E16.FR.02; undefined when there is nothing to limit. */
export function limitAnswer(limit: TransactionLimit | undefined): TransactionEventResponse['transactionLimit'] {
  if (limit === undefined) return undefined
  const { maxCost, maxEnergyWh: maxEnergy, maxTimeS: maxTime, maxSocPercent: maxSoC } = limit
  const told = {
    ...(maxCost !== undefined && { maxCost }),
    ...(maxEnergy !== undefined && { maxEnergy }),
    ...(maxTime !== undefined && { maxTime }),
    ...(maxSoC !== undefined && { maxSoC }),
  }
  return Object.keys(told).length === 0 ? undefined : told
}

function readCost(value: unknown): StationCost | undefined {
  if (value === undefined) return undefined
  const details = object<CostDetails>(value)
  const totalCost = object<CostDetails['totalCost']>(details.totalCost)
  const total = object<TotalPrice>(totalCost.total)
  const amount = (part: unknown): string => {
    const parsed = number(part)
    return parsed === undefined ? '' : decimalText(parsed)
  }
  return {
    currency: text(totalCost.currency),
    totalExclTax: amount(total.exclTax),
    totalInclTax: amount(total.inclTax),
    failureReason: details.failureToCalculate === true ? text(details.failureReason) || 'unknown' : '',
  }
}

/** The fields of a neutral event that only 2.x has words for. */
export function transactionDetails(request: Loose<TransactionEventRequest>): Partial<TransactionEvent> {
  const info = object<TransactionInfo>(request.transactionInfo)
  return {
    operationMode: text(info.operationMode),
    tariffId: text(info.tariffId),
    preconditioningStatus: text(request.preconditioningStatus),
    transactionLimit: readLimit(info.transactionLimit),
    cableMaxCurrentA: whole(request.cableMaxCurrent),
    numberOfPhasesUsed: whole(request.numberOfPhasesUsed),
    evseSleep: typeof request.evseSleep === 'boolean' ? request.evseSleep : undefined,
    timeSpentChargingS: whole(info.timeSpentCharging),
    stationCost: readCost(request.costDetails),
  }
}
