// Events of a transaction as the transactions service says them.
import { TransactionEnded, TransactionStarted } from '@chargeplane/proto/transactions/v1/events'

interface Named {
  idTokenHash: string
  stationId: string
  transactionId: string
  tenant?: string
}

export function startOf(named: Named): TransactionStarted {
  return TransactionStarted.fromPartial({ tenant: 'default', evseId: 1, startedAt: '2026-03-01T10:00:00Z', ...named })
}

export function endOf(named: Named): TransactionEnded {
  return TransactionEnded.fromPartial({ tenant: 'default', evseId: 1, endedAt: '2026-03-01T11:00:00Z', ...named })
}
