import type { Queryable } from '@chargeplane/database'
import type { ListCommandsRequest, ListCommandsResponse } from '@chargeplane/proto/stations/v1/commands'
import { keyset, pageSize } from '@chargeplane/rpc'
import { type CommandRow, commandColumns, readParts, toCommand } from '../commands/view.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import { readResult } from '../results/read.ts'

const pages = keyset('instant', 'text')

/** Commands that a station was sent, newest first, without what their results hold. */
export function listCommands(database: Queryable) {
  return async (request: ListCommandsRequest): Promise<ListCommandsResponse> => {
    checkAddress(request)
    const { tenant, stationId, action } = request
    const size = pageSize(request.pageSize)
    const key = [tenant, stationKey(stationId)] as const
    const [before = null, id = ''] = pages.after(request.pageToken) ?? []
    const rows = await database.query<CommandRow>(
      `SELECT ${commandColumns} FROM commands
       WHERE tenant = $1 AND station_key = $2 AND part_of = '' AND ($3 = '' OR action = $3)
         AND ($4::timestamptz IS NULL OR (created_at, command_id) < ($4, $5))
       ORDER BY created_at DESC, command_id DESC LIMIT $6`,
      [...key, action, before, id, size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.created_at, row.command_id])
    const ids = items.map(row => row.command_id)
    const parts = await readParts(database, key, ids)
    const commands = await Promise.all(
      items.map(async row => ({
        ...toCommand(row, parts.get(row.command_id) ?? []),
        result: await readResult(database, { tenant, stationId, commandId: row.command_id }),
      })),
    )
    return { commands, nextPageToken }
  }
}
