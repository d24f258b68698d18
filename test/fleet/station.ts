// One simulated charging station with one connector: boots, charges cars, goes offline now and then, keeps to its profiles.
import { randomUUID } from 'node:crypto'
import type { Answered } from './answered.ts'
import type { CarPlan } from './car.ts'
import type { Dialect, Outgoing, StationControl } from './dialect.ts'
import { type Limits, newLimits } from './limits.ts'
import { type Json, type Link, type LinkWatch, openLink, type Reply } from './link.ts'
import { openQueue, pause, type StationQueue } from './queue.ts'
import { advance, beginSession, isFull, type Session } from './session.ts'

export interface StationOptions {
  identity: string
  password: string
  /** WebSocket base, e.g. ws://127.0.0.1:9000/ocpp; asked anew for each connection. */
  url(): string
  dialect: Dialect
  answered: Answered
  /** Seconds between two meter values of a transaction. */
  meterIntervalS: number
  callTimeoutMs: number
  hardwareA: number
  /** What it draws at most while it has been given no profile, A; the hardware's limit unless told. */
  commissionedA?: number | undefined
  watch?: LinkWatch
  random?: () => number
}

export interface SimulatedStation {
  readonly identity: string
  readonly link: Link
  readonly session: Session | undefined
  readonly limits: Limits
  /** Resolves when the CSMS has accepted the boot. */
  ready(): Promise<void>
  /** Presents a token and, when it is accepted, charges one car until it leaves. Resolves to false when refused. */
  charge(idToken: string, car: CarPlan): Promise<boolean>
  /** Sends a CALL in its turn, not repeated when it is not answered. */
  ask(outgoing: Outgoing): Promise<Reply>
  /** Ends a running session and waits until every transaction message is answered, then closes the socket. */
  finish(): Promise<void>
}

const connector = 1
const tickMs = 1_000

export function startStation(options: StationOptions): SimulatedStation {
  const { dialect, answered, identity } = options
  const limits = newLimits(options.hardwareA, options.commissionedA)
  let session: Session | undefined
  let sessionDone: Promise<void> = Promise.resolve()
  let registerWh = 10_000
  let bootAccepted = false
  let stopping = false
  let chain: Promise<unknown> = Promise.resolve()
  const booted = Promise.withResolvers<void>()

  // OCPP-J 4.1.1: one CALL of ours at a time, whoever wants to send it.
  function exclusive<T>(run: () => Promise<T>): Promise<T> {
    const next = chain.then(run, run)
    chain = next
    return next
  }

  const link = openLink({
    url: () => `${options.url()}/${encodeURIComponent(identity)}`,
    subprotocol: dialect.subprotocol,
    username: identity,
    password: options.password,
    callTimeoutMs: options.callTimeoutMs,
    onCall: (action, payload) => dialect.onCall(action, payload, control),
    onOpen: () => void afterConnect(),
    onClose: () => undefined,
    watch: options.watch,
    random: options.random,
  })
  const queue: StationQueue = openQueue(counted(link), exclusive, {
    failed: (action, reply) => answered.failed(identity, action, reply),
  })

  function counted(inner: Link): Link {
    return {
      get isOpen() {
        return inner.isOpen
      },
      get closes() {
        return inner.closes
      },
      call(action, payload) {
        answered.calls++
        return inner.call(action, payload)
      },
      goOffline: ms => inner.goOffline(ms),
      close: () => inner.close(),
    }
  }

  /** A CALL that is not queued: lost when the socket is, repeated by the next occasion. */
  async function ask(outgoing: Outgoing): Promise<Reply> {
    const reply = await exclusive(() => {
      answered.calls++
      return link.call(outgoing.action, outgoing.payload)
    })
    if (reply.kind === 'error' || reply.kind === 'timeout') answered.failed(identity, outgoing.action, reply)
    return reply
  }

  async function afterConnect(): Promise<void> {
    while (!bootAccepted && link.isOpen) {
      const reply = await ask(dialect.boot(identity))
      if (reply.kind === 'lost') return
      bootAccepted = reply.kind === 'result' && reply.payload.status === 'Accepted'
      if (!bootAccepted) await pause(2_000)
    }
    booted.resolve()
    await ask(dialect.status(connector, session, new Date()))
  }

  /** Queues a message about the session as it is now; the transaction id alone is read when it is sent. */
  function tell(
    live: Session,
    make: (snapshot: Session, offline: boolean) => Outgoing,
    then: (payload: Json) => void,
  ): void {
    const snapshot = { ...live }
    live.seqNo++
    const offline = !link.isOpen
    const action = make(snapshot, offline).action
    queue.push({
      action,
      payload: () => make({ ...snapshot, transactionId: live.transactionId }, offline).payload,
      answered: then,
    })
  }

  async function run(live: Session): Promise<void> {
    tell(
      live,
      (s, offline) => dialect.start(s, offline),
      answer => {
        dialect.started(live, answer)
        answered.started(identity, live)
        if (!dialect.accepted(answer)) live.stopReason ??= 'DeAuthorized'
      },
    )
    void ask(dialect.status(connector, live, new Date()))
    let sinceMeterS = 0
    let fullForS = 0
    while (!live.stopReason) {
      await pause(tickMs)
      const now = new Date()
      advance(live, now, tickMs / 1000, limits.effectiveA(connector))
      sinceMeterS += tickMs / 1000
      if (sinceMeterS >= options.meterIntervalS) {
        sinceMeterS = 0
        tell(
          live,
          (s, offline) => dialect.meter(s, now, offline),
          () => undefined,
        )
      }
      if (isFull(live)) fullForS += tickMs / 1000
      if (stopping || fullForS > live.car.lingersS) live.stopReason = 'EVDisconnected'
    }
    live.endedAt = new Date()
    registerWh = live.meterWh
    tell(
      live,
      (s, offline) => dialect.stop(s, offline),
      () => answered.ended(identity, live),
    )
    limits.endTransaction(connector)
    session = undefined
    void ask(dialect.status(connector, undefined, new Date()))
  }

  function begin(idToken: string, car: CarPlan, remoteStartId?: number): void {
    const transactionId = randomUUID()
    session = beginSession({
      connector,
      idToken,
      car,
      meterStartWh: registerWh,
      now: new Date(),
      transactionId,
      remoteStartId,
    })
    sessionDone = run(session)
  }

  const control: StationControl = {
    start({ idToken, remoteStartId }) {
      if (session || stopping) return false
      begin(idToken, { neededWh: 500, maxA: 16, phases: 3, lingersS: 5 }, remoteStartId)
      return true
    },
    stop(transactionId) {
      if (session?.transactionId !== transactionId) return false
      session.stopReason = 'Remote'
      return true
    },
    setLimit(profile) {
      limits.set(profile)
      return true
    },
    clearLimit: id => limits.clear(id),
    trigger(message) {
      if (message === 'Heartbeat') void ask(dialect.heartbeat)
      else if (message === 'StatusNotification') void ask(dialect.status(connector, session, new Date()))
      else if (message === 'BootNotification') void ask(dialect.boot(identity))
      else return false
      return true
    },
    reset() {
      setTimeout(() => link.goOffline(1_000), 200)
      return true
    },
  }

  return {
    identity,
    link,
    limits,
    get session() {
      return session
    },
    ready: () => booted.promise,
    ask,
    async charge(idToken, car) {
      await booted.promise
      if (session) return false
      if (link.isOpen) {
        const reply = await ask(dialect.authorize(idToken))
        if (reply.kind === 'result' && !dialect.accepted(reply.payload)) return false
      }
      if (session || stopping) return false
      begin(idToken, car)
      await sessionDone
      return true
    },
    async finish() {
      stopping = true
      await sessionDone
      await queue.flushed()
      await link.close()
    },
  }
}
