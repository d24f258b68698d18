// A station as the API shows it: the registry row beside what is known of its session, itself and its connectors.
import type { Queryable } from '@chargeplane/database'
import type { ConnectorStatus, Station } from '@chargeplane/proto/stations/v1/stations'
import { type StationAddress, stationKey, unknownStation } from './identity.ts'

interface StationRow {
  tenant: string
  station_key: string
  station_id: string
  name: string
  registration: string
  strict: boolean
  created_at: Date
  connected: boolean | null
  edge_id: string | null
  ocpp_version: string | null
  changed_at: Date | null
  last_seen_at: Date | null
  vendor: string | null
  model: string | null
  serial_number: string | null
  firmware_version: string | null
}

interface ConnectorRow {
  station_key: string
  evse_id: number
  connector_id: number
  status: string
  error_code: string
  updated_at: Date
}

/** Every join is on the whole key, so that it stays within one shard. */
const select = `SELECT s.tenant, s.station_key, s.station_id, s.name, s.registration, s.strict, s.created_at,
    x.connected, x.edge_id, x.ocpp_version, x.changed_at, f.last_seen_at, f.vendor, f.model, f.serial_number, f.firmware_version
  FROM stations s
  LEFT JOIN sessions x ON x.tenant = s.tenant AND x.station_key = s.station_key
  LEFT JOIN station_facts f ON f.tenant = s.tenant AND f.station_key = s.station_key`

/** Throws not_found. */
export async function viewStation(db: Queryable, address: StationAddress): Promise<Station> {
  const rows = await db.query<StationRow>(`${select} WHERE s.tenant = $1 AND s.station_key = $2`, [
    address.tenant,
    stationKey(address.stationId),
  ])
  const [station] = await withConnectors(db, address.tenant, rows)
  if (station === undefined) throw unknownStation(address)
  return station
}

/** Stations of a tenant after `afterKey`, in the order of their lower-cased ids. */
export async function viewStations(db: Queryable, tenant: string, afterKey: string, limit: number): Promise<Station[]> {
  const rows = await db.query<StationRow>(
    `${select} WHERE s.tenant = $1 AND s.station_key > $2 ORDER BY s.station_key LIMIT $3`,
    [tenant, afterKey, limit],
  )
  return withConnectors(db, tenant, rows)
}

async function withConnectors(db: Queryable, tenant: string, rows: readonly StationRow[]): Promise<Station[]> {
  if (rows.length === 0) return []
  const connectors = await db.query<ConnectorRow>(
    `SELECT station_key, evse_id, connector_id, status, error_code, updated_at FROM connectors
     WHERE tenant = $1 AND station_key = ANY($2) ORDER BY evse_id, connector_id`,
    [tenant, rows.map(row => row.station_key)],
  )
  const byStation = Map.groupBy(connectors, row => row.station_key)
  return rows.map(row => toStation(row, byStation.get(row.station_key) ?? []))
}

function toStation(row: StationRow, connectors: readonly ConnectorRow[]): Station {
  const connected = row.connected ?? false
  return {
    tenant: row.tenant,
    stationId: row.station_id,
    name: row.name,
    registration: row.registration,
    strict: row.strict,
    vendor: row.vendor ?? '',
    model: row.model ?? '',
    serialNumber: row.serial_number ?? '',
    firmwareVersion: row.firmware_version ?? '',
    connected,
    ocppVersion: row.ocpp_version ?? '',
    lastSeenAt: later(row.changed_at, row.last_seen_at),
    connectors: connectors.map(toConnector),
    createdAt: row.created_at.toISOString(),
    edgeId: connected ? (row.edge_id ?? '') : '',
  }
}

function toConnector(row: ConnectorRow): ConnectorStatus {
  return {
    evseId: row.evse_id,
    connectorId: row.connector_id,
    status: row.status,
    errorCode: row.error_code,
    updatedAt: row.updated_at.toISOString(),
  }
}

/** Empty when it was never seen. */
function later(...times: (Date | null)[]): string {
  const seen = times.filter(time => time !== null).map(time => time.getTime())
  return seen.length === 0 ? '' : new Date(Math.max(...seen)).toISOString()
}
