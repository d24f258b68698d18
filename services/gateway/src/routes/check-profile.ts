import { toFailure } from '@chargeplane/failure'
import { placedProfile } from '@chargeplane/ocpp'
import type { Gateway } from '../gateway.ts'

/** The command waits for it. */
const patienceMs = 1_000

/**
 * Throws where the station holds another profile in the same place (OCPP 2.x K01.FR.06, K01.FR.39); in 1.6 the new one replaces it. Smart charging knows
 * what a station holds. While it is away the command goes out, because a limit may be urgent: the station refuses a double itself.
 */
export async function checkProfile(
  { peers }: Gateway,
  at: { tenant: string; stationId: string },
  payload: Record<string, unknown>,
): Promise<void> {
  if (!('chargingProfile' in payload)) return
  const options = { deadlineMs: patienceMs, retries: 0 }
  await peers.charging.checkChargingProfile({ ...at, ...placedProfile(payload) }, options).catch((error: unknown) => {
    const failure = toFailure(error)
    if (failure.code === 'failed_precondition') throw failure
  })
}
