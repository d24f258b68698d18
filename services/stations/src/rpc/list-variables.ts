import type { Queryable } from '@chargeplane/database'
import type { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import type { ListVariablesRequest, ListVariablesResponse } from '@chargeplane/proto/stations/v1/stations'
import { keyset, pageSize } from '@chargeplane/rpc'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

/** Key columns in the order of the primary key, which is the order of the pages. */
const keyColumns = 'component, component_instance, evse_id, connector_id, variable, variable_instance, attribute'
const pages = keyset('text', 'text', 'integer', 'integer', 'text', 'text', 'text')
const beforeAll = ['', '', -1, -1, '', '', ''] as const

interface VariableRow {
  component: string
  component_instance: string
  evse_id: number
  connector_id: number
  variable: string
  variable_instance: string
  attribute: string
  value: string
  mutability: string
}

/** The device model of a station, as far as it has reported it. */
export function listVariables(database: Queryable) {
  return async (request: ListVariablesRequest): Promise<ListVariablesResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const address = [request.tenant, stationKey(request.stationId)]
    const rows = await database.query<VariableRow>(
      `SELECT ${keyColumns}, value, mutability FROM variables
       WHERE tenant = $1 AND station_key = $2 AND ($3 = '' OR component = $3)
         AND (${keyColumns}) > ($4, $5, $6::integer, $7::integer, $8, $9, $10)
       ORDER BY ${keyColumns} LIMIT $11`,
      [...address, request.component, ...(pages.after(request.pageToken) ?? beforeAll), size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = pages.cut(rows, size, row => [
      row.component,
      row.component_instance,
      row.evse_id,
      row.connector_id,
      row.variable,
      row.variable_instance,
      row.attribute,
    ])
    return { variables: items.map(toReport), nextPageToken }
  }
}

function toReport(row: VariableRow): VariableReport {
  return {
    component: row.component,
    componentInstance: row.component_instance,
    evseId: row.evse_id,
    connectorId: row.connector_id,
    variable: row.variable,
    variableInstance: row.variable_instance,
    attribute: row.attribute,
    value: row.value,
    mutability: row.mutability,
  }
}
