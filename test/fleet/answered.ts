// What the stations of a fleet were answered: the yardstick that the platform's own counts are held against.
import type { Reply } from './link.ts'
import type { Session } from './session.ts'

export interface AnsweredTransaction {
  station: string
  transactionId: string
  idToken: string
  startedAt: string
  endedAt?: string
  meterStartWh: number
  meterStopWh?: number
}

export interface FailedCall {
  station: string
  action: string
  reply: Reply
  at: string
}

export interface Answered {
  /** Transactions whose start was answered, by `station/transaction id`. */
  readonly transactions: Map<string, AnsweredTransaction>
  /** Calls that got a CALLERROR or no answer on an open socket. */
  readonly failedCalls: FailedCall[]
  started(station: string, session: Session): void
  ended(station: string, session: Session): void
  failed(station: string, action: string, reply: Reply): void
  /** Transactions whose end was answered. */
  endedTransactions(): AnsweredTransaction[]
  calls: number
}

export function newAnswered(): Answered {
  const transactions = new Map<string, AnsweredTransaction>()
  const failedCalls: FailedCall[] = []
  return {
    transactions,
    failedCalls,
    calls: 0,
    started(station, session) {
      transactions.set(`${station}/${session.transactionId}`, {
        station,
        transactionId: session.transactionId,
        idToken: session.idToken,
        startedAt: session.startedAt.toISOString(),
        meterStartWh: session.meterStartWh,
      })
    },
    ended(station, session) {
      const transaction = transactions.get(`${station}/${session.transactionId}`)
      if (!transaction)
        throw new Error(`${station} ended ${session.transactionId}, which was never answered as started`)
      transaction.endedAt = session.endedAt?.toISOString()
      transaction.meterStopWh = session.meterWh
    },
    failed(station, action, reply) {
      failedCalls.push({ station, action, reply, at: new Date().toISOString() })
    },
    endedTransactions: () => [...transactions.values()].filter(t => t.endedAt !== undefined),
  }
}
