// One SendLocalList by way of stations, and what became of it.
import { type Failure, fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { LocalListEntry } from '@chargeplane/proto/stations/v1/local_list'
import { type CommandServiceService, SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import type { RpcClient } from '@chargeplane/rpc'
import type { StationAddress } from './records.ts'

export type Commands = Pick<RpcClient<CommandServiceService>, 'sendCommand'>

/** A long list takes several messages, and a station its time for each. */
const stationMs = 30_000
const deadlineMs = 150_000

export interface Update {
  versionNumber: number
  full: boolean
  entries: LocalListEntry[]
}

/** OCPP SendLocalListStatusEnumType; 1.6 has NotSupported too. */
export type SendStatus = 'Accepted' | 'Failed' | 'VersionMismatch' | 'NotSupported'

const statuses: readonly SendStatus[] = ['Accepted', 'Failed', 'VersionMismatch', 'NotSupported']
// Of CALLERRORs: a station without the feature profile.
const lacking = new Set(['NotSupported', 'NotImplemented'])

/** Throws what stations throws (not_found, failed_precondition: not connected), and deadline_exceeded when the station did not answer. */
export async function sendList(commands: Commands, station: StationAddress, update: Update): Promise<SendStatus> {
  const request = SendCommandRequest.fromPartial({
    ...station,
    command: { $case: 'sendLocalList', value: update },
    timeoutMs: stationMs,
  })
  const { outcome, response, errorCode, errorDescription } = await commands.sendCommand(request, {
    deadlineMs,
    retries: 0,
  })
  if (outcome === CommandOutcome.ANSWERED) return statusOf(response)
  if (outcome === CommandOutcome.ERROR) {
    if (lacking.has(errorCode)) return 'NotSupported'
    throw fail('failed_precondition', `the station answered ${errorCode}: ${errorDescription}`)
  }
  throw unanswered()
}

function statusOf(response: string): SendStatus {
  const { status }: { status?: unknown } = JSON.parse(response)
  return statuses.find(known => known === status) ?? 'Failed'
}

function unanswered(): Failure {
  return fail('deadline_exceeded', 'the station has not answered; the next list will be sent as a whole')
}
