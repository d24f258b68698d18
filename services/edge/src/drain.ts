// The end of an edge that is asked to go: its stations leave at a rate that the others can take in, and nothing answered is lost.
import { setTimeout as sleep } from 'node:timers/promises'
import { closeCode, closeSession, type Session } from './session.ts'

export interface DrainOptions {
  /** Sockets closed per second. */
  rate: number
  /** How long the CALL that a station has under way may take to be answered before its socket closes, ms. */
  callGraceMs: number
  sessions(): Iterable<Session>
}

const sliceMs = 100

/** Closes every session with 1012, in random order, idle ones first. Resolves when all are closed. */
export async function drain({ rate, callGraceMs, sessions }: DrainOptions): Promise<void> {
  const leaving = shuffled([...sessions()])
  // Whoever has a CALL under way gets the time of all the others to have it answered.
  leaving.sort((a, b) => Number(isBusy(a)) - Number(isBusy(b)))
  const slice = Math.max(1, Math.ceil((rate * sliceMs) / 1000))
  const closing: Promise<void>[] = []
  for (let first = 0; first < leaving.length; first += slice) {
    for (const session of leaving.slice(first, first + slice)) closing.push(sendAway(session, callGraceMs))
    if (first + slice < leaving.length) await sleep(sliceMs * (0.5 + Math.random()))
  }
  await Promise.all(closing)
}

const isBusy = (session: Session) => session.calls.current !== undefined || session.commands.outstanding !== undefined

async function sendAway(session: Session, callGraceMs: number): Promise<void> {
  // From here on no further CALL is begun.
  session.closing ??= 'edge_drained'
  const deadline = performance.now() + callGraceMs
  while (isBusy(session) && !session.closed && performance.now() < deadline) await sleep(20)
  closeSession(session, 'edge_drained', closeCode.restart, 'this server is going away')
}

function shuffled<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [items[i], items[j]]
    if (a !== undefined && b !== undefined) [items[i], items[j]] = [b, a]
  }
  return items
}
