// Our CALLs to one station: one outstanding (OCPP-J 4.1.1), few waiting, each sent at most once and none after its time.
import { fail } from '@chargeplane/failure'

/** How a command ended. */
export type CommandEnd =
  /** `schemaFault`: what is wrong with the payload by its schema; empty when nothing is. */
  | { outcome: 'ANSWERED'; payload: unknown; schemaFault: string }
  | { outcome: 'ERROR'; code: string; description: string }
  | { outcome: 'TIMEOUT' }
  | { outcome: 'UNKNOWN' }
  /** It has waited for all of its time, and was not sent. */
  | { outcome: 'EXPIRED' }

export interface Command {
  /** At most 36 characters; the message id on the wire. */
  readonly id: string
  readonly action: string
  readonly payload: unknown
  readonly payloadText: string
  /** From now to its end, waiting included. */
  readonly timeoutMs: number
  /** Called right before the frame goes out. */
  onSent(): void
  onEnd(end: CommandEnd): void
  /** It will not be sent. */
  onDropped(reason: Error): void
}

interface Entry {
  readonly command: Command
  /** Ends it, sent or not. */
  readonly timer: NodeJS.Timeout
  /** performance.now(). */
  readonly deadlineMs: number
}

export interface CommandLane {
  outstanding: Entry | undefined
  waiting: Entry[] | undefined
  /** Ids taken before: what a caller repeats after a broken connection must not be sent again. */
  seen: Set<string> | undefined
}

export const maxWaitingCommands = 32
const rememberedIds = 64

export function emptyCommandLane(): CommandLane {
  return { outstanding: undefined, waiting: undefined, seen: undefined }
}

/** Throws resource_exhausted when the queue is full and already_exists for an id that was taken before. */
export function submit(lane: CommandLane, command: Command, send: (command: Command) => void): void {
  if (lane.seen?.has(command.id)) throw fail('already_exists', 'this command was sent before', { field: 'command_id' })
  if (lane.outstanding !== undefined && (lane.waiting?.length ?? 0) >= maxWaitingCommands) {
    throw fail('resource_exhausted', `${maxWaitingCommands} commands are waiting for this station already`)
  }
  remember(lane, command.id)
  const timer = setTimeout(() => timeIsOver(lane, entry, send), command.timeoutMs)
  const entry: Entry = { command, timer, deadlineMs: performance.now() + command.timeoutMs }
  if (lane.outstanding === undefined) begin(lane, entry, send)
  else {
    lane.waiting ??= []
    lane.waiting.push(entry)
  }
}

function begin(lane: CommandLane, entry: Entry, send: (command: Command) => void): void {
  lane.outstanding = entry
  entry.command.onSent()
  send(entry.command)
}

function timeIsOver(lane: CommandLane, entry: Entry, send: (command: Command) => void): void {
  if (lane.outstanding === entry) end(lane, entry.command.id, { outcome: 'TIMEOUT' }, send)
  else if (remove(lane, entry.command.id) !== undefined) entry.command.onEnd({ outcome: 'EXPIRED' })
}

/** Ends the outstanding command if it is that one, and sends the next; false for a late, unknown or repeated answer. */
export function end(lane: CommandLane, id: string, how: CommandEnd, send: (command: Command) => void): boolean {
  const { outstanding } = lane
  if (outstanding?.command.id !== id) return false
  clearTimeout(outstanding.timer)
  lane.outstanding = undefined
  outstanding.command.onEnd(how)
  const next = nextInTime(lane)
  if (next !== undefined) begin(lane, next, send)
  return true
}

/** A timer that is late, because the process was stopped or busy, must not let a command out after its time. */
function nextInTime(lane: CommandLane): Entry | undefined {
  for (let next = lane.waiting?.shift(); next !== undefined; next = lane.waiting?.shift()) {
    if (performance.now() < next.deadlineMs) return next
    clearTimeout(next.timer)
    next.command.onEnd({ outcome: 'EXPIRED' })
  }
  return undefined
}

/** Takes a waiting command back, because who asked for it has gone; one that was sent stays. */
export function withdraw(lane: CommandLane, id: string, reason: Error): void {
  remove(lane, id)?.command.onDropped(reason)
}

function remove(lane: CommandLane, id: string): Entry | undefined {
  const index = lane.waiting?.findIndex(({ command }) => command.id === id) ?? -1
  const [entry] = index < 0 ? [] : (lane.waiting?.splice(index, 1) ?? [])
  clearTimeout(entry?.timer)
  return entry
}

/** The socket has closed: the outstanding command may have been carried out or not, the others were not sent. */
export function abandon(lane: CommandLane): void {
  const { outstanding } = lane
  lane.outstanding = undefined
  if (outstanding !== undefined) {
    clearTimeout(outstanding.timer)
    outstanding.command.onEnd({ outcome: 'UNKNOWN' })
  }
  dropWaiting(lane, 'the station disconnected before the command was sent')
}

/** None of those that wait will be sent; the outstanding one stays. */
export function dropWaiting(lane: CommandLane, why: string): void {
  const { waiting } = lane
  lane.waiting = undefined
  for (const { command, timer } of waiting ?? []) {
    clearTimeout(timer)
    command.onDropped(fail('failed_precondition', why))
  }
}

function remember(lane: CommandLane, id: string): void {
  lane.seen ??= new Set()
  lane.seen.add(id)
  if (lane.seen.size <= rememberedIds) return
  const oldest = lane.seen.values().next()
  if (!oldest.done) lane.seen.delete(oldest.value)
}
