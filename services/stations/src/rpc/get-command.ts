import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { Command, GetCommandRequest } from '@chargeplane/proto/stations/v1/commands'
import type { CallContext } from '@chargeplane/rpc'
import { type CommandRow, commandColumns, readParts, toCommand } from '../commands/view.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { awaitResult } from '../results/read.ts'

const maxWaitMs = 600_000

/** A command of a station and its result, as far as it has come. Throws not_found. */
export function getCommand(database: Queryable) {
  return async (request: GetCommandRequest, { signal }: Pick<CallContext, 'signal'>): Promise<Command> => {
    checkAddress(request)
    const { tenant, stationId, commandId, waitForResultMs } = request
    if (waitForResultMs < 0 || waitForResultMs > maxWaitMs) {
      throw fail('invalid_argument', `waitForResultMs must be from 0 to ${maxWaitMs}`, { field: 'waitForResultMs' })
    }
    const key = [tenant, stationKey(stationId)] as const
    const result = await awaitResult(database, { tenant, stationId, commandId }, waitForResultMs, signal)
    // Read after the wait: the answer may have come meanwhile.
    const [row] = await database.query<CommandRow>(
      `SELECT ${commandColumns} FROM commands WHERE tenant = $1 AND station_key = $2 AND command_id = $3 AND part_of = ''`,
      [...key, commandId],
    )
    if (row === undefined) {
      throw fail('not_found', `station ${stationId} was sent no command ${commandId}`, { field: 'commandId' })
    }
    const parts = await readParts(database, key, [commandId])
    return { ...toCommand(row, parts.get(commandId) ?? []), result }
  }
}
