// BillingDecisionService.GetTransactionCost: the price of a transaction that is still going on, by the tariff and the rules of its invoice.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { TransactionCost, TransactionCostRequest } from '@chargeplane/proto/billing/v1/decisions'
import type { Progress, TransactionProgressServiceService } from '@chargeplane/proto/transactions/v1/progress'
import { type CallContext, type RpcClient, requireId, requireTenant } from '@chargeplane/rpc'
import { Decimal } from '../pricing/decimal.ts'
import { priceSession } from '../pricing/price.ts'
import type { Session } from '../pricing/session.ts'
import { tariffInForce } from '../tariffs/tariff-in-force.ts'
import { toPriceTariff } from '../tariffs/tariff-row.ts'

export interface CostNeeds {
  database: Database
  transactions: RpcClient<TransactionProgressServiceService>
  /** How long transactions may take, ms: a station is waiting. */
  deadlineMs: number
}

const sessionOf = ({ energyWh, periods }: Progress): Session => ({
  energyWh: new Decimal(energyWh),
  periods: periods.map(({ startedAt, endedAt, charging }) => ({
    startedAtMs: Date.parse(startedAt),
    endedAtMs: Date.parse(endedAt),
    charging,
  })),
})

/**
 * What the transaction has come to is transactions' to say, with the event that is being answered and is not stored yet; billing keeps no second
 * account of it. FAILED_PRECONDITION when there is no tariff, or what it has come to is not certain: no cost is told then (OCPP I03.FR.02, FR.04).
 */
export function getTransactionCost({ database, transactions, deadlineMs }: CostNeeds) {
  return async (request: TransactionCostRequest, { signal }: Pick<CallContext, 'signal'>): Promise<TransactionCost> => {
    const tenant = requireTenant(request.tenant)
    const stationId = requireId(request.stationId, 'stationId')
    const progress = await transactions.getProgress(request, { deadlineMs, signal })
    const tariff = await tariffInForce(database, tenant, stationId, new Date(progress.startedAt))
    if (tariff === undefined) throw fail('failed_precondition', `station ${stationId} has no tariff`)
    const { currency, currencyExponent, totalMinor } = priceSession(toPriceTariff(tariff), sessionOf(progress))
    return { currency, currencyExponent, totalMinor }
  }
}
