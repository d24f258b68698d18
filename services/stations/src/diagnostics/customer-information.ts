// What stations have told of customers: sealed in the database, opened for whoever asks, deleted after a while.
import type { Database } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import type { Logger } from '@chargeplane/telemetry'
import { repeat } from '../repeat.ts'

export interface CustomerNeeds {
  /** What the texts were sealed under. */
  pepper: string
  /** How long they are kept, hours. */
  customerInformationHours: number
}

export const hourMs = 3_600_000
const sweepIntervalMs = hourMs / 4

/** Deletes what is too old. What the API shows is checked against its age anyway, so that a pass that fails shows nobody too much. */
export async function sweepCustomers(database: Pick<Database, 'query'>, hours: number): Promise<void> {
  await database.query(`DELETE FROM customer_information WHERE received_at < now() - make_interval(hours => $1)`, [
    hours,
  ])
}

export function startSweep(database: Pick<Database, 'query'>, hours: number, log: Logger): { close(): Promise<void> } {
  return repeat(
    () => sweepCustomers(database, hours),
    sweepIntervalMs,
    error => {
      const say = toFailure(error).retryable ? log.warn : log.error
      say('old customer information was not deleted; trying again', { error })
    },
  )
}
