// The order of a station's CALLs in one session: worked one at a time, few waiting, repeated ones recognised.
import { crc32 } from 'node:zlib'
import type { CallFrame, ReceivedCall, SendFrame } from '@chargeplane/ocpp'

export interface WaitingCall {
  readonly frame: CallFrame | SendFrame
  readonly text: string
  readonly received: ReceivedCall
  readonly receivedAt: Date
  /** performance.now(). */
  readonly startedMs: number
}

interface Answered {
  readonly id: string
  readonly length: number
  readonly sum: number
  readonly answer: string
}

export interface CallLane {
  current: WaitingCall | undefined
  /** Allocated with the first CALL that has to wait: most sessions never have one. */
  waiting: WaitingCall[] | undefined
  waitingLength: number
  /** Ring of the last answers; a repeated CALL is told apart by id, length and checksum of its text. */
  answered: Answered[] | undefined
  nextAnswered: number
  /** Liveness tick of the last answer. */
  lastTick: number
}

export const laneLimits = {
  /** CALLs that may wait. A station has one outstanding (OCPP-J 4.1.1): more is a fault, and so many a mad one. */
  waiting: 32,
  /** Characters that may wait. */
  waitingLength: 512 * 1024,
  answered: 32,
} as const

export function emptyCallLane(): CallLane {
  return { current: undefined, waiting: undefined, waitingLength: 0, answered: undefined, nextAnswered: 0, lastTick: 0 }
}

/** The answer that this very CALL got before in this session. */
export function findAnswer(lane: CallLane, id: string, text: string): string | undefined {
  if (lane.answered === undefined) return undefined
  for (const entry of lane.answered) {
    if (entry.id === id && entry.length === text.length && entry.sum === crc32(text)) return entry.answer
  }
  return undefined
}

export function keepAnswer(lane: CallLane, id: string, text: string, answer: string, tick: number): void {
  lane.lastTick = tick
  lane.answered ??= []
  lane.answered[lane.nextAnswered] = { id, length: text.length, sum: crc32(text), answer }
  lane.nextAnswered = (lane.nextAnswered + 1) % laneLimits.answered
}

/** Drops the answers of a session that has been quiet: nobody repeats a CALL after minutes. */
export function forgetAnswers(lane: CallLane): void {
  lane.answered = undefined
  lane.nextAnswered = 0
}

/** Whether this very CALL is being worked or waits: its one answer will serve the repetition too. */
export function isPending(lane: CallLane, id: string, text: string): boolean {
  const same = (call: WaitingCall) => call.frame.id === id && call.text === text
  return (lane.current !== undefined && same(lane.current)) || (lane.waiting?.some(same) ?? false)
}

/** False when the lane is full. */
export function enqueue(lane: CallLane, call: WaitingCall): boolean {
  lane.waiting ??= []
  const length = lane.waitingLength + call.text.length
  if (lane.waiting.length >= laneLimits.waiting || length > laneLimits.waitingLength) return false
  lane.waiting.push(call)
  lane.waitingLength = length
  return true
}

export function dequeue(lane: CallLane): WaitingCall | undefined {
  const call = lane.waiting?.shift()
  if (call !== undefined) lane.waitingLength -= call.text.length
  return call
}

export function clearWaiting(lane: CallLane): void {
  lane.waiting = undefined
  lane.waitingLength = 0
}
