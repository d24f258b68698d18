// What an edge does that wakes up from a sleep longer than its lease (a paused machine, SIGSTOP): its stations may be held by others by now.
// Each session is held back until Redis was asked about it: it is current, or it is closed. Whatever slips through here (an answer that
// was on its way when the process fell asleep, Redis away at the awakening) the receivers of events drop by its epoch.
import { fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import { closeCode, closeSession, type Session } from './session.ts'

export interface FenceOptions {
  /** Whether nobody has renewed the lease, or tried to, since it ran out. */
  slept(): boolean
  sessions(): Iterable<Session>
  /** Asks Redis about all sessions, and calls `settled` or `lower`; until then `slept` answers false. */
  awake(): void
  /** Asks Redis about one session, ahead of the others. */
  confirm(session: Session): Promise<unknown>
}

export interface Fence {
  /** False: the frame is kept, and comes back through `deliver` when the session is known to be current. */
  admit(session: Session, text: string): boolean
  /** Resolves when the session is known to be current, or is being closed. Rejects Failure('unavailable') when it can't be known. */
  confirmed(session: Session): Promise<void>
  /** The process has slept: holds every session back. */
  raise(): void
  /** Whether any session is held back. */
  readonly raised: boolean
  /** Redis was asked about it. */
  settled(session: Session): void
  /** Redis is away: nobody can say who is current, and events must flow. */
  lower(): void
  /** Set by who knows what to do with a frame. */
  deliver: (session: Session, text: string) => void
}

/** Frames of one session that wait here. A station has one CALL outstanding (OCPP-J 4.1.1). */
const maxKept = 32

const log = logger('fence')

export function createFence({ slept, sessions, awake, confirm }: FenceOptions): Fence {
  /** Sessions that Redis was not asked about since we woke, with the frames that wait. */
  const doubted = new Map<Session, string[]>()

  function look(): void {
    if (slept()) fence.raise()
  }

  function release(session: Session): void {
    const kept = doubted.get(session)
    if (kept === undefined) return
    doubted.delete(session)
    if (session.closed || session.closing !== undefined) return
    for (const text of kept) fence.deliver(session, text)
  }

  async function ask(session: Session): Promise<void> {
    await confirm(session)
    release(session)
  }

  const fence: Fence = {
    deliver() {},
    admit(session, text) {
      look()
      const kept = doubted.size === 0 ? undefined : doubted.get(session)
      if (kept === undefined) return true
      if (session.closing !== undefined) return false
      kept.push(text)
      if (kept.length > maxKept) {
        closeSession(session, 'protocol_error', closeCode.policy, 'too many calls without waiting for an answer')
      } else if (kept.length === 1 && session.epoch !== 0) {
        // Redis away again: `lower` lets it pass, or the pass over all sessions settles it.
        ask(session).catch(() => {})
      }
      return false
    },
    async confirmed(session) {
      look()
      if (!doubted.has(session)) return
      if (session.epoch === 0) throw fail('unavailable', 'this edge has just woken up')
      await ask(session)
    },
    raise() {
      for (const session of doubted.keys()) if (session.closed) doubted.delete(session)
      for (const session of sessions()) if (!doubted.has(session)) doubted.set(session, [])
      log.warn('slept longer than the lease; asking who holds our stations', { stations: doubted.size })
      awake()
    },
    settled: release,
    get raised() {
      for (const session of doubted.keys()) if (session.closed) doubted.delete(session)
      return doubted.size > 0
    },
    lower() {
      for (const session of [...doubted.keys()]) release(session)
    },
  }
  return fence
}
