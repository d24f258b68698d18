// Announces the stations of dead edges as disconnected, once.
import type { Database, Queryable } from '@chargeplane/database'
import type { NewEvent } from '@chargeplane/events'
import { toFailure } from '@chargeplane/failure'
import { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import type { Routing, StationSession } from '@chargeplane/routing'
import type { Logger } from '@chargeplane/telemetry'
import type { Emit } from './access-changed.ts'
import { repeat } from './repeat.ts'

export interface ReaperNeeds {
  routing: Pick<Routing, 'deadEdges' | 'stationsOf' | 'forget' | 'forgetEdge'>
  database: Pick<Database, 'session' | 'transaction'>
  emit: Emit
  /** Events were committed. */
  committed(): void
  log: Logger
}

/** Announced in one transaction. */
const batchSize = 500
/** After everything the session itself said: its own events count from 1. */
const lastSequence = 0xffff_ffff

/**
 * One pass; answers how many stations were announced. For each batch:
 * 1. read sessions that the dead edge left in Redis; 2. commit their StationDisconnected events to the outbox; 3. forget the routes.
 * A crash before 2 leaves all as it was, for the next pass. A crash between 2 and 3 has the same sessions announced again, with the same
 * event ids, and presence ignores a second end of a session. The other way round (3 before 2) a crash would lose the announcement, and the
 * stations would seem connected for ever. Several instances take turns by an advisory lock, held by the session that does the pass.
 */
export async function reap(needs: ReaperNeeds): Promise<number> {
  // Every instance looks, whichever acts: an edge counts as dead for those who saw it missing for a while.
  const dead = await needs.routing.deadEdges()
  if (dead.length === 0) return 0
  return needs.database.session(async session => {
    if (!(await isOnlyReaper(session))) return 0
    let announced = 0
    for (const edgeId of dead) announced += await reapEdge(needs, edgeId)
    return announced
  })
}

async function isOnlyReaper(session: Queryable): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended('chargeplane reaper ' || current_schema(), 0)) AS locked`,
  )
  return row?.locked === true
}

async function reapEdge({ routing, database, emit, committed, log }: ReaperNeeds, edgeId: string): Promise<number> {
  let announced = 0
  for (;;) {
    const sessions = await routing.stationsOf(edgeId, batchSize)
    if (sessions.length === 0) break
    const receivedAt = new Date().toISOString()
    await database.transaction(async tx => {
      for (const session of sessions) await emit(tx, edgeLost(edgeId, session, receivedAt))
    })
    committed()
    await Promise.all(sessions.map(session => routing.forget(edgeId, session)))
    announced += sessions.length
  }
  await routing.forgetEdge(edgeId)
  log.warn('an edge died', { edge: edgeId, stations: announced })
  return announced
}

/** The id names the session: however often it is said, it is one event. */
function edgeLost(
  edgeId: string,
  { tenant, station, epoch }: StationSession,
  receivedAt: string,
): NewEvent<'chargeplane.ocpp.v1.StationDisconnected'> {
  return {
    type: 'chargeplane.ocpp.v1.StationDisconnected',
    tenant,
    subject: station,
    id: `edge_lost/${tenant}/${station}/${epoch}`,
    data: {
      origin: Origin.fromPartial({
        tenant,
        stationId: station,
        epoch: BigInt(epoch),
        sequence: lastSequence,
        receivedAt,
        edgeId,
      }),
      reason: 'edge_lost',
      code: 0,
    },
  }
}

/** Reaps every `intervalMs` until closed. What is away is tried again at the next turn. */
export function startReaper(needs: ReaperNeeds, intervalMs: number): { close(): Promise<void> } {
  return repeat(
    () => reap(needs),
    intervalMs,
    error => {
      const say = toFailure(error).retryable ? needs.log.warn : needs.log.error
      say('dead edges were not reaped; trying again', { error })
    },
  )
}
