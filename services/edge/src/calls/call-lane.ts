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

/**
 * What is left of a CALL that is being worked. Not its text, nor what was made of it: they would live for as long as Kafka takes, and the
 * garbage collector carries around what lives.
 */
export interface WorkedCall {
  readonly id: string
  readonly action: string
  readonly type: 'call' | 'send'
  /** Characters of its text, and their checksum. */
  readonly length: number
  readonly sum: number
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
  current: WorkedCall | undefined
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

export function beginCall({ frame, text, startedMs }: WaitingCall): WorkedCall {
  const { id, action, type } = frame
  return { id, action, type, length: text.length, sum: crc32(text), startedMs }
}

/** The answer that this very CALL got before in this session. */
export function findAnswer(lane: CallLane, id: string, text: string): string | undefined {
  if (lane.answered === undefined) return undefined
  for (const entry of lane.answered) if (isSame(entry, id, text)) return entry.answer
  return undefined
}

function isSame(call: Pick<WorkedCall, 'id' | 'length' | 'sum'>, id: string, text: string): boolean {
  return call.id === id && call.length === text.length && call.sum === crc32(text)
}

export function keepAnswer(lane: CallLane, { id, length, sum }: WorkedCall, answer: string, tick: number): void {
  lane.lastTick = tick
  const answered = { id, length, sum, answer }
  // Most stations are idle and have one answer: a list that is made for one takes no room for more.
  if (lane.answered === undefined) lane.answered = [answered]
  else lane.answered[lane.nextAnswered] = answered
  lane.nextAnswered = (lane.nextAnswered + 1) % laneLimits.answered
}

/** Drops the answers of a session that has been quiet: nobody repeats a CALL after minutes. */
export function forgetAnswers(lane: CallLane): void {
  lane.answered = undefined
  lane.nextAnswered = 0
}

/** Whether this very CALL is being worked or waits: its one answer will serve the repetition too. */
export function isPending(lane: CallLane, id: string, text: string): boolean {
  if (lane.current !== undefined && isSame(lane.current, id, text)) return true
  return lane.waiting?.some(call => call.frame.id === id && call.text === text) ?? false
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
