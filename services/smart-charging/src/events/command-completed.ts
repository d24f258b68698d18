import type { Handler } from '@chargeplane/events'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { clearProfiles, keepProfile, updateDynamic } from '../accepted-profiles.ts'

const keepers = {
  SetChargingProfile: keepProfile,
  ClearChargingProfile: clearProfiles,
  UpdateDynamicSchedule: updateDynamic,
}

/** Follows which charging profiles a station holds by what it has accepted (OCPP K01, K10, K28), whoever sent the command. */
export const commandCompleted: Handler<'chargeplane.ocpp.v1.CommandCompleted'> = async ({ data }, { tx }) => {
  const { origin, outcome, request, response } = data
  if (origin === undefined || outcome !== CommandOutcome.ANSWERED || !isKept(origin.action)) return
  const answer: unknown = JSON.parse(response)
  if (typeof answer !== 'object' || answer === null || !('status' in answer) || answer.status !== 'Accepted') return
  await keepers[origin.action](tx, origin, JSON.parse(request))
}

function isKept(action: string): action is keyof typeof keepers {
  return Object.hasOwn(keepers, action)
}
