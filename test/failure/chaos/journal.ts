// What stations sent and were answered, what commands were given, and which faults happened: the truth that a run is checked against. It lies in
// memory for the checks and, as it grows, in a file for whoever has to understand a failure.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json, LinkWatch, Reply } from '../../fleet/link.ts'

/** A CALL of a station. */
export interface SentCall {
  station: string
  /** Number of the station's socket, from 1. */
  socket: number
  id: string
  action: string
  payload: Json
  sentAt: number
  reply?: Reply
  settledAt?: number
}

/** A CALL of the platform, as a station got it. */
export interface AskedCall {
  station: string
  socket: number
  id: string
  action: string
  payload: Json
  at: number
}

export interface GivenCommand {
  n: number
  station: string
  givenAt: number
  /** HTTP status; 0 when no answer came. */
  status: number
  body: unknown
  endedAt: number
}

export interface Hurt {
  target: string
  index: number
  kind: string
  from: number
  /** When it was mended, as far as the harness knows. */
  to: number
}

export interface Journal {
  readonly directory: string
  readonly calls: readonly SentCall[]
  readonly asked: readonly AskedCall[]
  readonly commands: readonly GivenCommand[]
  readonly hurts: readonly Hurt[]
  /** Sockets that are open now, by station. */
  readonly open: ReadonlyMap<string, number>
  watch(station: string): LinkWatch
  command(command: GivenCommand): void
  hurt(hurt: Hurt): void
  /** Anything else worth reading later. */
  note(what: string, more?: Json): void
  close(): Promise<void>
}

/** Opens `<directory>/journal.ndjson`, one JSON object a line, `at` in ms since 1970. */
export async function openJournal(directory: string): Promise<Journal> {
  await mkdir(directory, { recursive: true })
  const file = createWriteStream(join(directory, 'journal.ndjson'))
  const calls: SentCall[] = []
  const asked: AskedCall[] = []
  const commands: GivenCommand[] = []
  const hurts: Hurt[] = []
  const open = new Map<string, number>()
  const write = (what: string, more: object): void => {
    file.write(`${JSON.stringify({ at: Date.now(), what, ...more })}\n`)
  }

  function watch(station: string): LinkWatch {
    const underWay = new Map<string, SentCall>()
    return {
      opened(socket) {
        open.set(station, socket)
        write('opened', { station, socket })
      },
      closed(socket, code) {
        if (open.get(station) === socket) open.delete(station)
        write('closed', { station, socket, code })
      },
      sent(socket, id, action, payload) {
        const call: SentCall = { station, socket, id, action, payload, sentAt: Date.now() }
        calls.push(call)
        underWay.set(id, call)
        write('sent', { station, socket, id, action, payload })
      },
      settled(id, reply) {
        const call = underWay.get(id)
        underWay.delete(id)
        if (call) Object.assign(call, { reply, settledAt: Date.now() })
        write('settled', { station, id, reply })
      },
      asked(socket, id, action, payload) {
        asked.push({ station, socket, id, action, payload, at: Date.now() })
        write('asked', { station, socket, id, action, payload })
      },
    }
  }

  return {
    directory,
    calls,
    asked,
    commands,
    hurts,
    open,
    watch,
    command(command) {
      commands.push(command)
      write('command', command)
    },
    hurt(hurt) {
      hurts.push(hurt)
      write('hurt', hurt)
    },
    note: (what, more = {}) => write(what, more),
    close: () => new Promise(resolve => file.end(() => resolve())),
  }
}
