// The record of a command whose edge did not live to write it.
import type { Database } from '@chargeplane/database'
import { CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { Logger } from '@chargeplane/telemetry'
import type { Emit } from '../access-changed.ts'
import type { StationAddress } from '../identity.ts'
import type { Dispatched } from './dispatch.ts'

export interface RecordNeeds {
  database: Pick<Database, 'transaction'>
  emit: Emit
  /** An event was committed. */
  poke(): void
  log: Logger
}

/**
 * Publishes the outcome UNKNOWN. An edge that lives after all publishes what it knows under the same command id, and that counts. Without the
 * request: only edges and authorization hold the key that hashes the tokens in it. When PostgreSQL is away too, the audit log alone has it.
 */
export async function recordLost(
  { database, emit, poke, log }: RecordNeeds,
  { tenant, stationId, commandId }: StationAddress & { commandId: string },
  { call, route }: Dispatched,
): Promise<void> {
  const now = new Date().toISOString()
  const { epoch, edgeId } = route
  const origin = { tenant, stationId, epoch: BigInt(epoch), receivedAt: now, action: call.action, edgeId }
  const data = CommandCompleted.fromPartial({ origin, commandId, outcome: CommandOutcome.UNKNOWN, sentAt: now })
  const type = 'chargeplane.ocpp.v1.CommandCompleted'
  try {
    await database.transaction(tx =>
      emit(tx, { type, tenant, subject: stationId, id: `command/${commandId}/lost`, data }),
    )
    poke()
  } catch (error) {
    log.warn('the unknown end of a command was not recorded', { commandId, error })
  }
}
