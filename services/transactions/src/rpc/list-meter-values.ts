// TransactionService.ListMeterValues: what meters showed, oldest first, with the signed form of a reading where it has one.
import type { Database } from '@chargeplane/database'
import {
  type ListMeterValuesRequest,
  ListMeterValuesResponse,
  type MeterValue,
} from '@chargeplane/proto/transactions/v1/transactions'
import { checkText, keyset, pageSize, requireId, requireTenant } from '@chargeplane/rpc'

interface ReadingRow {
  sampled_at: Date
  measurand: string
  phase: string
  location: string
  context: string
  evse_id: number
  connector_id: number
  value: string
  unit: string
  original: string
  /** NULL where it was not signed. */
  data: string | null
  encoding_method: string
  signing_method: string
  public_key: string
}

const key = 'sampled_at, measurand, phase, location, context, evse_id, connector_id'
const owner = 'tenant = $1 AND station_id = $2 AND transaction_id = $3'
const pages = keyset('instant', 'text', 'text', 'text', 'text', 'integer', 'integer')

/** Readings with a number, and those that a station told by their signed form only (OCPP 1.6). */
const readings = (after: string) => `
  SELECT ${key}, value::text, unit, original FROM meter_values WHERE ${owner} ${after}
  UNION ALL
  SELECT ${key}, '', '', '' FROM signed_values s WHERE ${owner} ${after} AND NOT EXISTS (
    SELECT 1 FROM meter_values m WHERE ${owner}
      AND (m.sampled_at, m.measurand, m.phase, m.location, m.context, m.evse_id, m.connector_id) =
          (s.sampled_at, s.measurand, s.phase, s.location, s.context, s.evse_id, s.connector_id))`

function toMessage(row: ReadingRow, place: Place | undefined): MeterValue {
  const sampledAt = row.sampled_at.toISOString()
  const { measurand, phase, location, context } = row
  return {
    // Events of a 2.x transaction need not repeat where it is.
    evseId: row.evse_id || (place?.evse_id ?? 0),
    connectorId: row.connector_id || (place?.connector_id ?? 0),
    sampledAt,
    measurand,
    phase,
    location,
    context,
    value: row.value,
    unit: row.unit,
    original: row.original,
    signed:
      row.data === null
        ? undefined
        : {
            sampledAt,
            measurand,
            phase,
            location,
            context,
            data: row.data,
            encodingMethod: row.encoding_method,
            signingMethod: row.signing_method,
            publicKey: row.public_key,
          },
  }
}

interface Place {
  evse_id: number
  connector_id: number
}

export function listMeterValues(database: Database) {
  return async (request: ListMeterValuesRequest): Promise<ListMeterValuesResponse> => {
    const of = [
      requireTenant(request.tenant),
      requireId(request.stationId, 'stationId'),
      checkText(request.transactionId, 'transactionId'),
    ]
    const size = pageSize(request.pageSize)
    const values: unknown[] = [...of]
    const after = pages.after(request.pageToken)?.map(part => `$${values.push(part)}`)
    const condition = after === undefined ? '' : `AND (${key}) > (${after.join(', ')})`
    const [rows, [place]] = await Promise.all([
      database.query<ReadingRow>(
        `SELECT reading.*, signed.data, signed.encoding_method, signed.signing_method, signed.public_key
         FROM (${readings(condition)}) AS reading
         LEFT JOIN (SELECT * FROM signed_values WHERE ${owner}) AS signed USING (${key})
         ORDER BY ${key} LIMIT $${values.push(size + 1)}`,
        values,
      ),
      request.transactionId === ''
        ? []
        : database.query<{ evse_id: number; connector_id: number }>(
            `SELECT evse_id, connector_id FROM transactions WHERE ${owner}`,
            of,
          ),
    ])
    const { items, nextPageToken } = pages.cut(rows, size, row => [
      row.sampled_at,
      row.measurand,
      row.phase,
      row.location,
      row.context,
      row.evse_id,
      row.connector_id,
    ])
    return ListMeterValuesResponse.fromPartial({ meterValues: items.map(row => toMessage(row, place)), nextPageToken })
  }
}
