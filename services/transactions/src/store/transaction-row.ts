// A transaction as the database holds it, and as the contract shows it.
import { TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import { Transaction } from '@chargeplane/proto/transactions/v1/transactions'

export interface TransactionRow {
  tenant: string
  station_id: string
  transaction_id: string
  evse_id: number
  connector_id: number
  id_token_hash: string
  authorization_status: string
  status: 'active' | 'ended' | 'incomplete'
  started_at: Date | null
  start_seq_no: number | null
  meter_start_wh: string | null
  ended_at: Date | null
  end_seq_no: number | null
  meter_stop_wh: string | null
  stopped_reason: string
  charging_state: string
  remote_start_id: bigint | null
  reservation_id: bigint | null
  first_received_at: Date
  last_received_at: Date
  started_emitted: boolean
  ended_emitted: boolean
  id_token_hash_emitted: string
  energy_wh: string | null
  review_reason: string
  missing_seq_nos: number[]
  operation_mode: string
  tariff_id: string
  /** JSON of ocpp.v1.TransactionLimit; null when none was told. */
  transaction_limit: unknown
}

/** With the newest word of the station on it, which has a table of its own; null where there is none. */
export interface ShownTransactionRow extends TransactionRow {
  word_ongoing: boolean | null
  word_in_queue: boolean | null
  word_at: Date | null
}

const columns = [
  'tenant',
  'station_id',
  'transaction_id',
  'evse_id',
  'connector_id',
  'id_token_hash',
  'authorization_status',
  'status',
  'started_at',
  'start_seq_no',
  'meter_start_wh',
  'ended_at',
  'end_seq_no',
  'meter_stop_wh',
  'stopped_reason',
  'charging_state',
  'remote_start_id',
  'reservation_id',
  'first_received_at',
  'last_received_at',
  'started_emitted',
  'ended_emitted',
  'id_token_hash_emitted',
  'energy_wh',
  'review_reason',
  'missing_seq_nos',
  'operation_mode',
  'tariff_id',
  'transaction_limit',
] as const satisfies readonly (keyof TransactionRow)[]

export const transactionColumns = columns.join(', ')

/** What a `ShownTransactionRow` is read by; conditions name columns of `t`. */
export const selectShownTransactions = `SELECT ${columns.map(column => `t.${column}`).join(', ')},
       w.ongoing AS word_ongoing, w.in_queue AS word_in_queue, w.asked_at AS word_at
     FROM transactions t LEFT JOIN station_words w USING (tenant, station_id, transaction_id)`

const iso = (instant: Date | null): string => instant?.toISOString() ?? ''

export function toTransactionMessage(row: ShownTransactionRow): Transaction {
  return Transaction.fromPartial({
    tenant: row.tenant,
    stationId: row.station_id,
    transactionId: row.transaction_id,
    evseId: row.evse_id,
    connectorId: row.connector_id,
    idTokenHash: row.id_token_hash,
    status: row.status,
    startedAt: iso(row.started_at),
    endedAt: iso(row.ended_at),
    meterStartWh: Number(row.meter_start_wh ?? 0),
    meterStopWh: Number(row.meter_stop_wh ?? 0),
    energyWh: Number(row.energy_wh ?? 0),
    stoppedReason: row.stopped_reason,
    // Of what has ended it is the state of the plug, which only some versions tell.
    chargingState: row.status === 'active' ? row.charging_state : '',
    remoteStartId: row.remote_start_id ?? 0n,
    updatedAt: iso(row.last_received_at),
    energyWhExact: row.energy_wh ?? '',
    meterStartWhExact: row.meter_start_wh ?? '',
    meterStopWhExact: row.meter_stop_wh ?? '',
    reviewReason: row.review_reason,
    missingSeqNos: row.missing_seq_nos,
    reservationId: row.reservation_id ?? 0n,
    operationMode: row.operation_mode,
    tariffId: row.tariff_id,
    transactionLimit: row.transaction_limit === null ? undefined : TransactionLimit.fromJSON(row.transaction_limit),
    stationWord:
      row.word_at === null
        ? undefined
        : {
            ongoing: row.word_ongoing === true,
            messagesInQueue: row.word_in_queue === true,
            askedAt: row.word_at.toISOString(),
          },
  })
}
