// What has to stand in PostgreSQL after a run. Reads the services' tables, which nobody but a test may: it is their content that was promised.
import { openDatabase } from '@chargeplane/database'
import { isDurable } from './checks.ts'
import { contentOf } from './content.ts'
import type { Journal, SentCall } from './journal.ts'
import type { TopicRecord } from './topics.ts'

interface Tables {
  /** `station content` of transaction events. */
  events: Set<string>
  /** `station/time` of meter values. */
  readings: Set<string>
  /** What security events say, which is different each time. */
  securityEvents: Set<string>
  sessions: Map<string, { epoch: number; connected: boolean }>
  /** Commands without an outcome. */
  openCommands: string[]
}

async function readTables(url: string): Promise<Tables> {
  const database = openDatabase({ url, schema: 'public', applicationName: 'chaos', poolSize: 1 })
  try {
    const events = await database.query<{ station_id: string; kind: string; raw_payload: string }>(
      'SELECT station_id, kind, raw_payload FROM transactions.transaction_events',
    )
    const readings = await database.query<{ station_id: string; sampled_at: Date }>(
      'SELECT DISTINCT station_id, sampled_at FROM transactions.meter_values',
    )
    const security = await database.query<{ tech_info: string }>('SELECT tech_info FROM stations.security_events')
    const sessions = await database.query<{ station_key: string; epoch: bigint; connected: boolean }>(
      'SELECT station_key, epoch, connected FROM stations.sessions',
    )
    const open = await database.query<{ command_id: string; station_key: string }>(
      "SELECT command_id, station_key FROM stations.commands WHERE outcome = ''",
    )
    return {
      events: new Set(events.map(row => `${row.station_id} ${contentOf(JSON.parse(row.raw_payload))}`)),
      readings: new Set(readings.map(row => `${row.station_id} ${row.sampled_at.toISOString()}`)),
      securityEvents: new Set(security.map(row => row.tech_info)),
      sessions: new Map(sessions.map(row => [row.station_key, { epoch: Number(row.epoch), connected: row.connected }])),
      openCommands: open.map(row => `command ${row.command_id} to ${row.station_key} has no outcome`),
    }
  } finally {
    await database.close()
  }
}

const transactionActions: ReadonlySet<string> = new Set(['StartTransaction', 'StopTransaction', 'TransactionEvent'])

function isThere({ station, action, payload }: SentCall, tables: Tables): boolean {
  if (transactionActions.has(action)) return tables.events.has(`${station} ${contentOf(payload)}`)
  if (action === 'SecurityEventNotification') return tables.securityEvents.has(String(payload.techInfo))
  if (action !== 'MeterValues') return true
  const [first] = Array.isArray(payload.meterValue) ? payload.meterValue : []
  return tables.readings.has(`${station} ${first?.timestamp}`)
}

/** One sentence for each thing that is not as it has to be; compared once, so that consumers may still be on their way. */
export async function compareTables(
  url: string,
  { calls }: Pick<Journal, 'calls'>,
  records: readonly TopicRecord[],
): Promise<string[]> {
  const tables = await readTables(url)
  const missing = calls
    .filter(isDurable)
    .filter(call => !isThere(call, tables))
    .map(call => `${call.station}: ${call.action} was answered and is in no table: ${JSON.stringify(call.payload)}`)
  return [...missing, ...epochFaults(tables, records), ...tables.openCommands]
}

/** The session that PostgreSQL knows is the newest that was ever announced, and over, because every station has left. */
function epochFaults({ sessions }: Tables, records: readonly TopicRecord[]): string[] {
  const newest = new Map<string, number>()
  for (const { station, epoch, type } of records) {
    if (type !== 'ConnectionRefused') newest.set(station, Math.max(newest.get(station) ?? 0, epoch))
  }
  return [...newest].flatMap(([station, epoch]) => {
    const known = sessions.get(station.toLowerCase())
    if (known?.epoch !== epoch) return [`${station}: session ${known?.epoch} is known, ${epoch} was announced`]
    return known.connected ? [`${station} is known as connected, and has left`] : []
  })
}
