// The station's side of OCPP-J: one CALL out at a time, its answer, and answers to what the server asks.
import { type OutgoingFrame, textFrame } from '../driver/frames.ts'
import { type Columns, pending, phase } from './columns.ts'
import { answerTo } from './commanded.ts'
import { record } from './histogram.ts'
import type { Line } from './line.ts'
import type { Setup, Tally } from './orders.ts'
import { bootOf, type ChargeLength, isHeartbeat, isStart, messageOf, type Speaker } from './speech.ts'
import type { Wheel } from './wheel.ts'

/** After this long without an answer a CALL is sent again, as stations do. ms. */
const callTimeoutMs = 30_000
const busyAgainMs = 1000
const digit = (byte: number | undefined) => (byte ?? 0) - 0x30

export interface Talk {
  boot(i: number): void
  /** The heartbeat is due, or another boot. */
  due(i: number): void
  /** One message of traffic that should go out at `dueMs`. */
  say(i: number, dueMs: number): void
  text(line: Line, payload: Buffer): void
  /** What was out on a connection that has ended is said again later. */
  lost(i: number): void
  /** Sends again what nobody has answered. */
  sweep(): void
  speakerOf(i: number): Speaker
}

export interface TalkNeeds {
  setup: Setup
  columns: Columns
  tally: Tally
  wheel: Wheel
  /** A boot was accepted. */
  booted(i: number): void
}

export function createTalk({ setup, columns, tally, wheel, booted }: TalkNeeds): Talk {
  const { counts } = tally
  /** Times of messages that had to wait for an answer, of the few stations that have any. */
  const overflow = new Map<number, number[]>()

  function speakerOf(i: number): Speaker {
    const number = setup.first + i
    return { name: nameOf(number), version: versionOf(number), transactionId: columns.transactionId[i] ?? 0 }
  }

  function call(i: number, kind: number, action: string, payload: string, dueMs: number): void {
    const id = (columns.callId[i] ?? 0) + 1
    columns.callId[i] = id
    if (columns.pending[i] === pending.nothing) counts.out += 1
    columns.pending[i] = kind
    columns.sentMs[i] = performance.now()
    columns.dueMs[i] = dueMs
    counts.sent += 1
    write(i, textFrame(`[2,"${id}","${action}",${payload}]`))
  }

  function write(i: number, { bytes }: OutgoingFrame): void {
    columns.lines[i]?.write(bytes)
  }

  function boot(i: number): void {
    call(i, pending.boot, 'BootNotification', bootOf(speakerOf(i)), performance.now())
  }

  function speak(i: number, dueMs: number): void {
    const { action, payload } = messageOf(speakerOf(i), columns.said[i] ?? 0, setup.chargeLength, setup.startMs)
    call(i, pending.traffic, action, payload, dueMs)
  }

  function again(i: number, inMs: number): void {
    const at = performance.now() + inMs
    columns.nextMs[i] = at
    wheel.put(at, i)
  }

  function bootAnswered(i: number, payload: Buffer): void {
    const [, , { status, interval }] = JSON.parse(payload.toString()) as [
      3,
      string,
      { status: string; interval: number },
    ]
    if (status !== 'Accepted') {
      again(i, interval * 1000)
      return
    }
    columns.heartbeatMs[i] = setup.heartbeatMs ?? interval * 1000
    again(i, columns.heartbeatMs[i] ?? 0)
    columns.boots[i] = (columns.boots[i] ?? 0) + 1
    record(tally.boots, (performance.now() - (columns.openedMs[i] ?? 0)) * 1000)
    booted(i)
  }

  function settle(i: number, payload: Buffer, refused: boolean): void {
    const kind = columns.pending[i]
    columns.pending[i] = pending.nothing
    counts.out -= 1
    counts.answered += 1
    if (refused) counts.refusedCalls += 1
    if (kind === pending.boot) {
      if (refused) again(i, busyAgainMs)
      else bootAnswered(i, payload)
      return
    }
    const tookUs = (performance.now() - (columns.dueMs[i] ?? 0)) * 1000
    if (kind === pending.heartbeat) {
      counts.heartbeats += 1
      record(tally.heartbeats, tookUs)
      again(i, columns.heartbeatMs[i] ?? 0)
    } else {
      record(tally.answers, tookUs)
      const n = columns.said[i] ?? 0
      if (isStart(n, setup.chargeLength) && versionOf(setup.first + i) === '1.6' && !refused) {
        const [, , answer] = JSON.parse(payload.toString()) as [3, string, { transactionId: number }]
        columns.transactionId[i] = answer.transactionId
      }
      columns.said[i] = n + 1
    }
    nextWaiting(i)
  }

  function nextWaiting(i: number): void {
    const times = overflow.get(i)
    const dueMs = times?.shift()
    if (dueMs !== undefined) speak(i, dueMs)
    if (times?.length === 0) overflow.delete(i)
  }

  function asked(line: Line, i: number, payload: Buffer): void {
    const { text, forUs } = answerTo(nameOf(line.station), payload.toString())
    counts.commands += 1
    if (forUs === false) counts.misdelivered += 1
    write(i, textFrame(text))
  }

  return {
    boot,
    speakerOf,
    due(i) {
      if (columns.pending[i] !== pending.nothing) return again(i, busyAgainMs)
      if (columns.phase[i] === phase.opened) return boot(i)
      call(i, pending.heartbeat, 'Heartbeat', '{}', performance.now())
    },
    say(i, dueMs) {
      if (columns.phase[i] !== phase.booted) {
        counts.skipped += 1
      } else if (columns.pending[i] === pending.nothing) {
        speak(i, dueMs)
      } else {
        counts.waiting += 1
        const times = overflow.get(i)
        if (times === undefined) overflow.set(i, [dueMs])
        else times.push(dueMs)
      }
    },
    text(line, payload) {
      const i = line.station - setup.first
      const kind = digit(payload[1])
      if (kind === 2) return asked(line, i, payload)
      let id = 0
      for (let at = 4; payload[at] !== 0x22 && at < payload.length; at++) id = id * 10 + digit(payload[at])
      if (columns.pending[i] === pending.nothing || id !== columns.callId[i]) counts.strays += 1
      else settle(i, payload, kind !== 3)
    },
    lost(i) {
      if (columns.pending[i] !== pending.nothing) counts.out -= 1
      columns.pending[i] = pending.nothing
      overflow.delete(i)
    },
    sweep() {
      const limit = performance.now() - callTimeoutMs
      for (let i = 0; i < setup.count; i++) {
        const kind = columns.pending[i]
        if (kind === pending.nothing || (columns.sentMs[i] ?? 0) > limit) continue
        counts.overdue += 1
        const dueMs = columns.dueMs[i] ?? 0
        if (kind === pending.boot) boot(i)
        else if (kind === pending.heartbeat) call(i, pending.heartbeat, 'Heartbeat', '{}', dueMs)
        else speak(i, dueMs)
      }
    },
  }
}

/** Of the station with this number. */
export function nameOf(number: number): string {
  return `LOAD-${String(number).padStart(6, '0')}`
}

/** Half speak the one, half the other. */
export function versionOf(number: number): Speaker['version'] {
  return number % 2 === 0 ? '1.6' : '2.0.1'
}

/** Whether message `n` of a station has to be in a topic once it was answered. */
export const isDurable = (n: number, length: ChargeLength) => !isHeartbeat(n, length)
