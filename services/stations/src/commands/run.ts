// Sends the CALLs of a command to its station, one after the other.
import { Failure, fail } from '@chargeplane/failure'
import { goesOn, type OcppVersion } from '@chargeplane/ocpp'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { Plan } from './compose.ts'
import { type DispatchNeeds, dispatch } from './dispatch.ts'
import { type Ended, endOf, notSent, parsed } from './outcome.ts'
import type { Recorded } from './record.ts'
import { type RecordNeeds, recordLost } from './record-lost.ts'

export interface RunNeeds extends DispatchNeeds, RecordNeeds {}

export interface Run extends Recorded {
  /** For the command as a whole, ms. */
  timeoutMs: number
  signal: AbortSignal
  /** What is to be sent to a station that speaks `version`; called once, and what it rejects with has sent nothing. */
  prepare(version: OcppVersion): Promise<Plan>
}

export interface Ran {
  plan: Plan
  /** As far as it came: up to the first that was not answered, or whose answer makes the rest senseless. */
  ended: Ended[]
}

/** The message id of CALL `index` of a command that has several: at most 36 characters (OCPP-J 4.1.4), and the command can be read off it. */
function partId(commandId: string, index: number): string {
  return `${commandId.replaceAll('-', '')}-${index + 1}`
}

/** The command whose part has this id; undefined for a command of its own. */
export function commandOfPart(id: string): string | undefined {
  const [, a, b, c, d, e] = /^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})-\d{1,3}$/.exec(id) ?? []
  return a === undefined ? undefined : [a, b, c, d, e].join('-')
}

/** Rejects only when nothing at all was sent. */
export async function run(needs: RunNeeds, command: Run): Promise<Ran> {
  const deadline = performance.now() + command.timeoutMs
  const lazy: { plan?: Plan } = {}
  const ended: Ended[] = []
  do {
    const index = ended.length
    const one = await sendOne(needs, command, lazy, index, deadline).catch((error: unknown) => {
      if (index === 0) throw error
      return notSent(partId(command.commandId, index), error)
    })
    const call = lazy.plan?.calls[index]
    if (call === undefined) throw fail('internal', 'a CALL was sent that was not planned')
    ended.push({ call, part: one })
  } while (mayGoOn(lazy.plan, ended))
  if (lazy.plan === undefined) throw fail('internal', 'a CALL was sent that was not planned')
  return { plan: lazy.plan, ended }
}

function mayGoOn(plan: Plan | undefined, ended: readonly Ended[]): boolean {
  const last = ended.at(-1)
  if (plan === undefined || last === undefined || ended.length >= plan.calls.length) return false
  return last.part.outcome === CommandOutcome.ANSWERED && goesOn(last.call.action, parsed(last.part.response))
}

async function sendOne(needs: RunNeeds, command: Run, lazy: { plan?: Plan }, index: number, deadline: number) {
  const { tenant, stationId, signal } = command
  const timeoutMs = index === 0 ? command.timeoutMs : Math.round(deadline - performance.now())
  if (timeoutMs <= 0) throw fail('deadline_exceeded', 'the time for the command was over before this was sent')
  const dispatched = await dispatch(needs, {
    tenant,
    stationId,
    timeoutMs,
    signal,
    async compose(version) {
      lazy.plan ??= await command.prepare(version)
      const call = lazy.plan.calls[index]
      if (lazy.plan.version !== version || call === undefined) {
        throw fail('failed_precondition', `station ${stationId} has come back with OCPP ${version}`)
      }
      const commandId = lazy.plan.calls.length > 1 ? partId(command.commandId, index) : command.commandId
      return { commandId, action: call.action, payload: call.payload }
    },
  })
  const { commandId } = dispatched.call
  if (dispatched.answer instanceof Failure) await recordLost(needs, { tenant, stationId, commandId }, dispatched)
  return endOf(commandId, dispatched)
}
