// Writes one event of a transaction and merges it into the transaction's row. The merge does not depend on the order in which events arrive.
import type { Queryable } from '@chargeplane/database'
import { TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import type { Told } from '../domain/told.ts'
import { type TransactionRow, transactionColumns } from './transaction-row.ts'

type Column = readonly [sqlType: string, value: unknown]
type Columns = Readonly<Record<string, Column>>

function eventColumns(told: Told): Columns {
  return {
    tenant: ['text', told.tenant],
    station_id: ['text', told.stationId],
    transaction_id: ['text', told.transactionId],
    natural_key: ['text', told.naturalKey],
    kind: ['text', told.kind],
    occurred_at: ['timestamptz', told.occurredAt],
    received_at: ['timestamptz', told.receivedAt],
    seq_no: ['integer', told.seqNo],
    charging_state: ['text', told.chargingState],
    trigger_reason: ['text', told.triggerReason],
    offline: ['boolean', told.offline],
    raw_payload: ['text', told.rawPayload],
  }
}

/** What this event says of the start: nothing unless it is the start. */
function startColumns(told: Told): Columns {
  const started = told.kind === 'started'
  return {
    started_at: ['timestamptz', started ? told.occurredAt : null],
    start_seq_no: ['integer', started ? told.seqNo : null],
    meter_start_wh: ['numeric', started ? told.meterStartWh : null],
  }
}

function endColumns(told: Told, now: Date): Columns {
  const ended = told.kind === 'ended'
  return {
    ended_at: ['timestamptz', ended ? told.occurredAt : null],
    end_seq_no: ['integer', ended ? told.seqNo : null],
    meter_stop_wh: ['numeric', ended ? told.meterStopWh : null],
    stopped_reason: ['text', ended ? told.stoppedReason : ''],
    end_arrived_at: ['timestamptz', ended ? now : null],
  }
}

function stateColumns(told: Told): Columns {
  const says = told.chargingState !== ''
  return {
    charging_state: ['text', told.chargingState],
    charging_state_at: ['timestamptz', says ? told.occurredAt : '-infinity'],
    charging_state_seq_no: ['integer', says ? (told.seqNo ?? 0) : -1],
  }
}

function tokenColumns({ token }: Told): Columns {
  return {
    id_token_hash: ['text', token?.hash ?? ''],
    id_token_at: ['timestamptz', token?.at ?? 'infinity'],
    authorization_status: ['text', token?.authorizationStatus ?? ''],
  }
}

/** What most events do not tell costs them nothing: a group of its own for each fact that this one does. */
function detailGroups(told: Told): { columns: Columns; takes: string }[] {
  const latest = (name: string, sqlType: string, value: unknown) => ({
    columns: { [name]: [sqlType, value], [`${name}_at`]: ['timestamptz', told.occurredAt] } satisfies Columns,
    takes: `excluded.${name}_at >= t.${name}_at`,
  })
  const limit = told.transactionLimit && JSON.stringify(TransactionLimit.toJSON(told.transactionLimit))
  return [
    ...(told.operationMode === '' ? [] : [latest('operation_mode', 'text', told.operationMode)]),
    ...(told.tariffId === '' ? [] : [latest('tariff_id', 'text', told.tariffId)]),
    ...(limit === undefined ? [] : [latest('transaction_limit', 'jsonb', limit)]),
  ]
}

/** The groups of columns that change together, each with the condition under which the new event's values replace those of the row. */
function mergeGroups(told: Told, now: Date): { columns: Columns; takes: string }[] {
  return [
    { columns: tokenColumns(told), takes: 'excluded.id_token_at < t.id_token_at' },
    { columns: startColumns(told), takes: "excluded.started_at < coalesce(t.started_at, 'infinity')" },
    // What was said of an end stays true: a second, contradicting end is kept as an event only.
    {
      columns: endColumns(told, now),
      takes: "NOT t.ended_emitted AND excluded.ended_at < coalesce(t.ended_at, 'infinity')",
    },
    {
      columns: stateColumns(told),
      takes:
        '(excluded.charging_state_at, excluded.charging_state_seq_no) > (t.charging_state_at, t.charging_state_seq_no)',
    },
    ...detailGroups(told),
  ]
}

/** Columns in which every event has its say. */
function combinedColumns(told: Told): { columns: Columns; merge: Record<string, string> } {
  return {
    columns: {
      evse_id: ['integer', told.evseId],
      connector_id: ['integer', told.connectorId],
      remote_start_id: ['bigint', told.remoteStartId],
      reservation_id: ['bigint', told.reservationId],
      first_received_at: ['timestamptz', told.receivedAt],
      last_received_at: ['timestamptz', told.receivedAt],
    },
    // 0 and NULL are "not told": the greatest is the one that was told.
    merge: {
      evse_id: 'greatest(t.evse_id, excluded.evse_id)',
      connector_id: 'greatest(t.connector_id, excluded.connector_id)',
      remote_start_id: 'greatest(t.remote_start_id, excluded.remote_start_id)',
      reservation_id: 'greatest(t.reservation_id, excluded.reservation_id)',
      first_received_at: 'least(t.first_received_at, excluded.first_received_at)',
      last_received_at: 'greatest(t.last_received_at, excluded.last_received_at)',
    },
  }
}

/**
 * Stores the event and gives the transaction's row as it is now; undefined when an event of the same natural key is there already, which has no effect
 * whatsoever. One statement: the event and its effect are inseparable.
 */
export async function recordEvent(tx: Queryable, told: Told, now: Date): Promise<TransactionRow | undefined> {
  const event = eventColumns(told)
  const combined = combinedColumns(told)
  const groups = mergeGroups(told, now)
  const key: Columns = {
    tenant: ['text', told.tenant],
    station_id: ['text', told.stationId],
    transaction_id: ['text', told.transactionId],
  }
  const row: Columns = Object.assign({}, key, combined.columns, ...groups.map(({ columns }) => columns))
  const values: unknown[] = []
  const parameter = ([sqlType, value]: Column): string => `$${values.push(value)}::${sqlType}`
  const eventParameters = Object.values(event).map(parameter)
  const rowParameters = Object.values(row).map(parameter)
  const merges = [
    ...Object.entries(combined.merge).map(([name, merge]) => `${name} = ${merge}`),
    ...groups.flatMap(({ columns, takes }) =>
      Object.keys(columns).map(name => `${name} = CASE WHEN ${takes} THEN excluded.${name} ELSE t.${name} END`),
    ),
  ]
  const [stored] = await tx.query<TransactionRow>(
    `WITH event AS (
       INSERT INTO transaction_events (${Object.keys(event).join(', ')}) VALUES (${eventParameters.join(', ')})
       ON CONFLICT DO NOTHING RETURNING 1
     )
     INSERT INTO transactions AS t (${Object.keys(row).join(', ')}) SELECT ${rowParameters.join(', ')} FROM event
     ON CONFLICT (tenant, station_id, transaction_id) DO UPDATE SET ${merges.join(', ')}
     RETURNING ${transactionColumns}`,
    values,
  )
  return stored
}
