// TransactionProgressService.GetProgress: what a transaction has come to, with an event that its station is still waiting to be answered.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { GetProgressRequest, Progress } from '@chargeplane/proto/transactions/v1/progress'
import { type CallContext, requireId, requireTenant } from '@chargeplane/rpc'
import { Decimal } from '../domain/decimal.ts'
import { outcomeOf } from '../domain/outcome.ts'
import { type Reading, readInstant, readReadings } from '../domain/readings.ts'
import type { RegisterSample } from '../domain/registers.ts'
import { missingSeqNos } from '../domain/sequence.ts'
import { type EventFact, readEvents, stateChanges } from '../end-of.ts'
import { readRegisterSamples } from '../store/meter-values.ts'
import { type TransactionRow, transactionColumns } from '../store/transaction-row.ts'

/**
 * What came before was in Kafka before the station was answered, so it is no further away than this service lags behind: that is worth a
 * moment's wait.
 */
const attempts = 10
const pauseMs = 100

interface Known {
  row: TransactionRow & { started_at: Date }
  events: EventFact[]
}

const isStarted = (row: TransactionRow): row is Known['row'] => row.started_at !== null

/** Undefined while anything before the event is not here. */
async function readKnown(database: Database, key: readonly string[], seqNo: number): Promise<Known | undefined> {
  const [row] = await database.query<TransactionRow>(
    `SELECT ${transactionColumns} FROM transactions WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3`,
    [...key],
  )
  if (row === undefined || !isStarted(row)) return undefined
  const events = await readEvents(database, row)
  const arrived = events.flatMap(({ seq_no }) => (seq_no === null ? [] : [seq_no]))
  return missingSeqNos(row.start_seq_no, seqNo, [...arrived, seqNo]).length === 0 ? { row, events } : undefined
}

async function waitForKnown(
  database: Database,
  key: readonly string[],
  seqNo: number,
  signal: AbortSignal,
): Promise<Known> {
  for (let attempt = 1; ; attempt++) {
    const known = await readKnown(database, key, seqNo)
    if (known !== undefined) return known
    if (attempt === attempts || signal.aborted) {
      throw fail('failed_precondition', 'what came before the event is not known', { field: 'transactionId' })
    }
    await new Promise(resolve => setTimeout(resolve, pauseMs))
  }
}

/** The import register of the whole, as `readRegisterSamples` picks it from what is stored. */
function registerSamples(readings: readonly Reading[]): RegisterSample[] {
  return readings
    .filter(
      ({ measurand, phase, unit }) => measurand === 'Energy.Active.Import.Register' && phase === '' && unit === 'Wh',
    )
    .map(({ sampledAt, value, context, location }) => ({
      atMs: sampledAt.getTime(),
      wh: new Decimal(value),
      context,
      location,
    }))
}

const decimal = (text: string | null): Decimal | undefined => (text === null ? undefined : new Decimal(text))

export function getProgress(database: Database) {
  return async (request: GetProgressRequest, { signal }: Pick<CallContext, 'signal'>): Promise<Progress> => {
    const { stationId, transactionId } = request
    const key = { tenant: requireTenant(request.tenant), stationId: requireId(stationId, 'stationId'), transactionId }
    const at = readInstant(request.occurredAt, 'occurredAt')
    const told = registerSamples(readReadings(request.sampledValues, at))
    const ids = [key.tenant, stationId, requireId(transactionId, 'transactionId')]
    const { row, events } = await waitForKnown(database, ids, request.seqNo, signal)
    const facts = {
      startedAtMs: row.started_at.getTime(),
      endedAtMs: at.getTime(),
      firstReceivedAtMs: row.first_received_at.getTime(),
      starts: events.filter(({ kind }) => kind === 'started').length,
      ends: 0,
      authorizationStatus: row.authorization_status,
      startWh: decimal(row.meter_start_wh),
      stopWh: undefined,
    }
    const stored = await readRegisterSamples(database, key, facts.startedAtMs, facts.endedAtMs)
    const said = { occurred_at: at, charging_state: request.chargingState }
    const outcome = outcomeOf(facts, [...stored, ...told], stateChanges([...events, said]))
    if (outcome.reviewReason !== '') {
      throw fail('failed_precondition', `the transaction needs a look: ${outcome.reviewReason}`)
    }
    return { startedAt: row.started_at.toISOString(), energyWh: outcome.energyWh, periods: outcome.periods }
  }
}
