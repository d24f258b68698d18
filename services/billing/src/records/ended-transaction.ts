// What billing needs of a TransactionEnded, checked. What can't be read is refused; what can be read and contradicts itself is left to a person.
import { fail } from '@chargeplane/failure'
import type { ChargingPeriod, TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { requireId } from '@chargeplane/rpc'
import { Decimal, isDecimalText } from '../pricing/decimal.ts'
import type { SessionPeriod } from '../pricing/session.ts'

export interface EndedTransaction {
  tenant: string
  stationId: string
  transactionId: string
  idTokenHash: string
  startedAt: Date
  endedAt: Date
  /** Wh; undefined when the registers don't tell. */
  energyWh: Decimal | undefined
  periods: SessionPeriod[]
  /** '' when it may be billed without a look. */
  reviewReason: string
}

function readInstant(text: string, field: string): Date {
  const instant = new Date(text)
  if (text === '' || Number.isNaN(instant.getTime())) {
    throw fail('invalid_argument', `${field} '${text.slice(0, 40)}' is no RFC 3339 time`, { field })
  }
  return instant
}

function readEnergy(text: string, field: string): Decimal | undefined {
  if (text === '') return undefined
  if (!isDecimalText(text)) {
    throw fail('invalid_argument', `${field} '${text.slice(0, 40)}' is no decimal number of Wh`, { field })
  }
  return new Decimal(text)
}

const readPeriod = (period: ChargingPeriod, field: string) => ({
  startedAtMs: readInstant(period.startedAt, `${field}.startedAt`).getTime(),
  endedAtMs: readInstant(period.endedAt, `${field}.endedAt`).getTime(),
  charging: period.charging,
  energyWh: readEnergy(period.energyWh, `${field}.energyWh`),
})

type ReadPeriod = ReturnType<typeof readPeriod>

/** The periods must tile the session, without gap or overlap, and their energy must be the session's: else time or energy would be sold twice or not at all. */
function contradiction(
  from: number,
  to: number,
  energyWh: Decimal | undefined,
  periods: readonly ReadPeriod[],
): string {
  if (to < from) return 'ended_before_started'
  if (energyWh === undefined) return 'energy_unknown'
  let at = from
  for (const period of periods) {
    if (period.startedAtMs !== at || period.endedAtMs < at) return 'periods_inconsistent'
    at = period.endedAtMs
  }
  const sum = periods.reduce((total, period) => total.plus(period.energyWh ?? '0'), new Decimal('0'))
  return at === to && sum.eq(energyWh) ? '' : 'periods_inconsistent'
}

/** `tenant` and `stationId` are those of the record's key, which the event must agree with. Throws invalid_argument naming the field. */
export function readEndedTransaction(event: TransactionEnded, tenant: string, stationId: string): EndedTransaction {
  if (event.tenant !== tenant)
    throw fail('invalid_argument', 'tenant is not the one of the record key', { field: 'tenant' })
  if (event.stationId !== stationId) {
    throw fail('invalid_argument', 'stationId is not the one of the record key', { field: 'stationId' })
  }
  const startedAt = readInstant(event.startedAt, 'startedAt')
  const endedAt = readInstant(event.endedAt, 'endedAt')
  const energyWh = readEnergy(event.energyWh, 'energyWh')
  const periods = event.periods.map((period, index) => readPeriod(period, `periods[${index}]`))
  return {
    tenant,
    stationId,
    transactionId: requireId(event.transactionId, 'transactionId'),
    idTokenHash: event.idTokenHash,
    startedAt,
    endedAt,
    energyWh,
    periods: periods.map(({ startedAtMs, endedAtMs, charging }) => ({ startedAtMs, endedAtMs, charging })),
    reviewReason: event.reviewReason || contradiction(startedAt.getTime(), endedAt.getTime(), energyWh, periods),
  }
}
