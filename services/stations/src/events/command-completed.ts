import type { Handler } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import type { CommandCompleted } from '@chargeplane/proto/ocpp/v1/commands'
import { outcomeName } from '../commands/outcome.ts'
import { commandOfPart } from '../commands/run.ts'
import { noteVariables } from '../commands/variables-told.ts'
import { noteCommand } from '../diagnostics/command-effects.ts'
import { type Source, sourceOf, storable } from './origin.ts'

/**
 * The end of a CALL: the record of its command gets the payloads, in which id tokens are hashed and secrets blacked out, and the outcome where
 * who asked did not live to write it. What an edge knows stands against an end that is only said to be unknown.
 */
export const commandCompleted: Handler<'chargeplane.ocpp.v1.CommandCompleted'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (data.commandId === '') throw fail('invalid_argument', 'commandId is missing', { field: 'commandId' })
  await tx.query(
    `INSERT INTO commands AS c (tenant, station_key, command_id, created_at, action, outcome, request, response, schema_fault,
       error_code, error_description, part_of)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (tenant, station_key, command_id) DO UPDATE SET
       outcome = CASE WHEN c.outcome IN ('', 'unknown') THEN excluded.outcome ELSE c.outcome END,
       request = CASE WHEN excluded.request = '' THEN c.request ELSE excluded.request END,
       response = CASE WHEN excluded.response = '' THEN c.response ELSE excluded.response END,
       schema_fault = CASE WHEN excluded.schema_fault = '' THEN c.schema_fault ELSE excluded.schema_fault END,
       error_code = CASE WHEN excluded.error_code = '' THEN c.error_code ELSE excluded.error_code END,
       error_description = CASE WHEN excluded.error_description = '' THEN c.error_description ELSE excluded.error_description END`,
    valuesOf(source, data),
  )
  await noteVariables(tx, data)
  await noteCommand(tx, data)
}

function valuesOf(source: Source, data: CommandCompleted): unknown[] {
  const sentAt = new Date(data.sentAt)
  return [
    source.tenant,
    source.stationKey,
    data.commandId,
    Number.isNaN(sentAt.getTime()) ? source.receivedAt : sentAt,
    data.origin?.action ?? '',
    outcomeName(data.outcome),
    storable(data.request),
    storable(data.response),
    storable(data.origin?.schemaFault ?? ''),
    storable(data.errorCode),
    storable(data.errorDescription),
    commandOfPart(data.commandId) ?? '',
  ]
}
