// A model of edges that fight for stations over the real Redis: the real routes.ts and restoring.ts, sessions without sockets, and a
// scheduler that decides when each question reaches Redis and when its answer comes back.
import { randomBytes } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import { openRouting, type Routing, type SessionKey } from '@chargeplane/routing'
import { Redis } from 'ioredis'
import { createRestoring } from '../sessions/restoring.ts'
import { createRoutes } from '../sessions/routes.ts'
import type { Session } from '../sessions/session.ts'
import { setting } from './bench.ts'
import { testSession } from './session.ts'

/** When things happen; fast-check's scheduler. */
export interface Timing {
  schedule<T>(task: Promise<T>, label?: string): Promise<T>
}

/** What happens to the next question of an edge: it does not arrive, or its answer gets lost. */
export type Fault = 'unasked' | 'unanswered'

export interface Ground {
  routing: Routing
  /** The reaper's view: an edge is dead at once. */
  reaping: Routing
  flush(): Promise<void>
  /** Of the route of a station; undefined when there is none. */
  epochOf(station: string): Promise<number | undefined>
  /** One after the other, so that what is read beside a change belongs to it. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** As if its lease had run out. */
  expire(edgeId: string): Promise<void>
  close(): Promise<void>
}

export function openGround(): Ground {
  const url = setting('REDIS_URL')
  const prefix = `own-${randomBytes(5).toString('hex')}`
  const admin = new Redis(url)
  const [routing, reaping] = [openRouting({ url, prefix }), openRouting({ url, prefix, deadEdgeGraceMs: 0 })]
  const remove = async (pattern: string) => {
    const keys = await admin.keys(pattern)
    if (keys.length > 0) await admin.del(keys)
  }
  let last: Promise<unknown> = Promise.resolve()
  let newest = 0
  const clear = () => remove(`${prefix}:*`)
  /** A Redis that has lost its data knows of no epoch but its clock: it is taken to be away until that is past the last one that it gave. */
  async function flush(): Promise<void> {
    await clear()
    const isPast = async () => {
      const [seconds, micros] = await admin.time()
      return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000) > newest
    }
    while (!(await isPast()));
  }
  return {
    routing: {
      ...routing,
      async register(registration) {
        const answer = await routing.register(registration)
        newest = Math.max(newest, answer.epoch)
        return answer
      },
    },
    reaping,
    flush,
    async epochOf(station) {
      const [epoch, edge] = await admin.hmget(`${prefix}:route:{default/${station}}`, 'epoch', 'edge')
      return edge === null ? undefined : Number(epoch)
    },
    alone(work) {
      const done = last.then(work)
      last = done.catch(() => {})
      return done
    },
    expire: edgeId => remove(`${prefix}:edge:{${edgeId}}:lease`),
    async close() {
      await clear()
      admin.disconnect()
      await Promise.all([routing.close(), reaping.close()])
    },
  }
}

export interface ModelEdge {
  readonly edgeId: string
  /** Of the stations that it holds now. */
  readonly sessions: Map<string, Session>
  /** Every session that it ever had, in the order of their opening. */
  readonly all: Session[]
  faults: Fault[]
  connect(station: string): Promise<void>
  /** The station closes its socket, or a replaced one closes late. */
  close(session: Session): Promise<void>
  /** Another edge says that this session was replaced. */
  told(station: string, epoch: number): Promise<void>
  /** Renews the lease, looks, and writes what is missing. */
  beat(): Promise<void>
}

export interface ModelOptions {
  ground: Ground
  edgeId: string
  timing: Timing
  /** Told of everything that Redis has carried out, before its answer comes back. */
  onRegistered(station: string, epoch: number): void
  onUnregistered(session: SessionKey, before: number | undefined, after: number | undefined): void
  /** Tells another edge; may not arrive. */
  tell(edgeId: string, station: string, epoch: number): void
}

export function modelEdge(options: ModelOptions): ModelEdge {
  const { ground, edgeId, timing } = options
  const sessions = new Map<string, Session>()
  const all: Session[] = []

  /** One question: on its way for a while, carried out, and its answer on its way for a while. */
  async function ask<T>(label: string, question: () => Promise<T>): Promise<T> {
    const fault = edge.faults.shift()
    await timing.schedule(Promise.resolve(), `${edgeId} asks: ${label}`)
    if (fault === 'unasked') throw fail('unavailable', 'not asked')
    const answer = await ground.alone(question)
    await timing.schedule(Promise.resolve(), `${edgeId} hears: ${label}`)
    if (fault === 'unanswered') throw fail('unavailable', 'not answered')
    return answer
  }

  const routing: Routing = {
    ...ground.routing,
    connections: 1,
    register: r =>
      ask(`register ${r.station}`, async () => {
        const answer = await ground.routing.register(r)
        options.onRegistered(r.station, answer.epoch)
        return answer
      }),
    restore: r => ask(`restore ${r.station} ${r.epoch}`, () => ground.routing.restore(r)),
    unregister: key =>
      ask(`unregister ${key.station} ${key.epoch}`, async () => {
        const before = await ground.epochOf(key.station)
        const removed = await ground.routing.unregister(key)
        options.onUnregistered(key, before, await ground.epochOf(key.station))
        return removed
      }),
    renewLease: (...lease) => ask('renew', () => ground.routing.renewLease(...lease)),
  }
  const routes = createRoutes({
    routing,
    edgeId,
    tellReplaced: (_tenant, station, { edgeId: holder, epoch }) => options.tell(holder, station, epoch),
  })
  const closeThose = async () => {
    for (const session of all) if (session.closing !== undefined && !session.closed) await edge.close(session)
  }
  const restoring = createRestoring({ routes, rate: 100_000, sessions: () => sessions.values(), onSettled() {} })

  const edge: ModelEdge = {
    edgeId,
    sessions,
    all,
    faults: [],
    async connect(station) {
      const { session } = testSession({ station })
      session.epoch = 0
      const older = sessions.get(station)
      if (older !== undefined) older.closing ??= 'replaced'
      sessions.set(station, session)
      all.push(session)
      const { epoch, routed } = await routes.register(session, older?.epoch ?? 0)
      session.epoch = epoch
      session.routed = routed
      if (session.closed) await routes.unregister(session)
    },
    async close(session) {
      if (session.closed) return
      session.closed = true
      if (sessions.get(session.station) === session) sessions.delete(session.station)
      if (session.epoch !== 0) await routes.unregister(session)
    },
    async told(station, epoch) {
      const session = sessions.get(station)
      if (session?.epoch === epoch) await edge.close(session)
    },
    async beat() {
      try {
        const { existed } = await routing.renewLease(edgeId, `${edgeId}:1`, 60_000)
        if (!existed || (await restoring.look())) routes.lost(sessions.values())
      } catch {
        return
      }
      restoring.begin()
      await restoring.settled()
      await closeThose()
    },
  }
  return edge
}
