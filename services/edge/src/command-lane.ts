// Our CALLs to one station: one outstanding (OCPP-J 4.1.1), few waiting, each sent at most once.
import { fail } from '@chargeplane/failure'

/** How a command ended. Only `refused` says that nothing was sent. */
export type CommandEnd =
  /** `schemaFault`: what is wrong with the payload by its schema; empty when nothing is. */
  | { outcome: 'ANSWERED'; payload: unknown; schemaFault: string }
  | { outcome: 'ERROR'; code: string; description: string }
  | { outcome: 'TIMEOUT' }
  | { outcome: 'UNKNOWN' }

export interface Command {
  /** At most 36 characters; the message id on the wire. */
  readonly id: string
  readonly action: string
  readonly payload: unknown
  readonly payloadText: string
  readonly timeoutMs: number
  /** Called right before the frame goes out. */
  onSent(): void
  onEnd(end: CommandEnd): void
  /** It will not be sent. */
  onDropped(reason: Error): void
}

export interface CommandLane {
  outstanding: { command: Command; timer: NodeJS.Timeout } | undefined
  waiting: Command[] | undefined
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
  if (lane.outstanding === undefined) begin(lane, command, send)
  else {
    lane.waiting ??= []
    lane.waiting.push(command)
  }
}

function begin(lane: CommandLane, command: Command, send: (command: Command) => void): void {
  const timer = setTimeout(() => end(lane, command.id, { outcome: 'TIMEOUT' }, send), command.timeoutMs)
  lane.outstanding = { command, timer }
  command.onSent()
  send(command)
}

/** Ends the outstanding command if it is that one, and sends the next; false for a late, unknown or repeated answer. */
export function end(lane: CommandLane, id: string, how: CommandEnd, send: (command: Command) => void): boolean {
  const { outstanding } = lane
  if (outstanding?.command.id !== id) return false
  clearTimeout(outstanding.timer)
  lane.outstanding = undefined
  outstanding.command.onEnd(how)
  const next = lane.waiting?.shift()
  if (next !== undefined) begin(lane, next, send)
  return true
}

/** Takes a waiting command back, because who asked for it has gone; one that was sent stays. */
export function withdraw(lane: CommandLane, id: string, reason: Error): void {
  const index = lane.waiting?.findIndex(command => command.id === id) ?? -1
  const [command] = index < 0 ? [] : (lane.waiting?.splice(index, 1) ?? [])
  command?.onDropped(reason)
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
  for (const command of waiting ?? []) command.onDropped(fail('failed_precondition', why))
}

function remember(lane: CommandLane, id: string): void {
  lane.seen ??= new Set()
  lane.seen.add(id)
  if (lane.seen.size <= rememberedIds) return
  const oldest = lane.seen.values().next()
  if (!oldest.done) lane.seen.delete(oldest.value)
}
