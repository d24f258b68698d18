import { toFailure } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import type { CommandServiceService } from '@chargeplane/proto/stations/v1/stations'
import type { RpcClient } from '@chargeplane/rpc'
import type { Logger } from '@chargeplane/telemetry'
import type { Limit } from './plan.ts'

/** `rejected`: the station certainly did not take it. `unknown`: it may have. */
export type LimitResult = 'accepted' | 'rejected' | 'unknown'
export type SendLimit = (tenant: string, limit: Limit) => Promise<LimitResult>

// A profile's id is its place (EVSE and purpose), so that a new one replaces the old. Some stations demand stack level 0 for the default.
const defaultProfileId = (evseId: number): number => 1_000 + evseId
const transactionProfileId = (evseId: number): number => 2_000 + evseId

/** Sends a limit as a charging profile through the stations service (OCPP K01, 1.6 5.16). Never throws. */
export function limitSender(
  stations: RpcClient<typeof CommandServiceService>,
  timeoutMs: number,
  log: Logger,
): SendLimit {
  return async (tenant, limit) => {
    const isDefault = limit.transactionId === null
    const value = {
      transactionId: limit.transactionId ?? '',
      evseId: limit.evseId,
      limitA: limit.limitA,
      profileId: isDefault ? defaultProfileId(limit.evseId) : transactionProfileId(limit.evseId),
      stackLevel: isDefault ? 0 : 1,
    }
    try {
      const answer = await stations.sendCommand(
        {
          tenant,
          stationId: limit.stationId,
          command: { $case: 'limit', value },
          timeoutMs,
          waitForResultMs: 0,
          queueForS: 0,
        },
        { deadlineMs: timeoutMs + 3_000 },
      )
      return resultOf(answer.outcome, answer.response)
    } catch (error) {
      const failure = toFailure(error)
      log.info('a limit could not be sent', { stationId: limit.stationId, code: failure.code, reason: failure.message })
      return 'unknown'
    }
  }
}

function resultOf(outcome: CommandOutcome, response: string): LimitResult {
  if (outcome === CommandOutcome.ANSWERED) {
    const answer: unknown = JSON.parse(response)
    const status = typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined
    return status === 'Accepted' ? 'accepted' : 'rejected'
  }
  return outcome === CommandOutcome.ERROR ? 'rejected' : 'unknown'
}
