// Commands on record, as the API shows them.
import type { Queryable } from '@chargeplane/database'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { Command, CommandPart } from '@chargeplane/proto/stations/v1/commands'

export interface CommandRow {
  command_id: string
  created_at: Date
  action: string
  ocpp_version: string
  outcome: string
  deadline: Date
  request: string
  response: string
  schema_fault: string
  error_code: string
  error_description: string
}

export const commandColumns =
  'command_id, created_at, action, ocpp_version, outcome, deadline, request, response, schema_fault, error_code, error_description'

const outcomes: ReadonlyMap<string, CommandOutcome> = new Map(
  Object.values(CommandOutcome).map(outcome => [outcome.replace('COMMAND_OUTCOME_', '').toLowerCase(), outcome]),
)

function toPart(row: CommandRow): CommandPart {
  return CommandPart.fromPartial({
    commandId: row.command_id,
    outcome: outcomes.get(row.outcome) ?? CommandOutcome.UNSPECIFIED,
    request: row.request,
    response: row.response,
    errorCode: row.error_code,
    errorDescription: row.error_description,
    schemaFault: row.schema_fault,
  })
}

/** `parts`: the CALLs that it was split into; none for one that was a single CALL. */
export function toCommand(row: CommandRow, parts: readonly CommandRow[]): Command {
  return Command.fromPartial({
    commandId: row.command_id,
    action: row.action,
    ocppVersion: row.ocpp_version,
    createdAt: row.created_at.toISOString(),
    outcome: row.outcome,
    queuedUntil: row.outcome === 'queued' ? row.deadline.toISOString() : '',
    errorCode: row.error_code,
    errorDescription: row.error_description,
    parts: (parts.length === 0 ? [row] : parts).map(toPart),
  })
}

/** The CALLs of split commands, by the command's id, in order. */
export async function readParts(
  database: Queryable,
  [tenant, stationKey]: readonly [string, string],
  commandIds: readonly string[],
): Promise<Map<string, CommandRow[]>> {
  const rows = await database.query<CommandRow & { part_of: string }>(
    `SELECT part_of, ${commandColumns} FROM commands
     WHERE tenant = $1 AND station_key = $2 AND part_of = ANY($3) ORDER BY length(command_id), command_id`,
    [tenant, stationKey, commandIds],
  )
  return Map.groupBy(rows, row => row.part_of)
}
