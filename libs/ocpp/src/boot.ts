// The answer to a boot is the same in every version (OCPP 2.x B01-B03).
import { fail } from '@chargeplane/failure'
import type { CallContext } from './contract.ts'
import type { BootDecision } from './questions.ts'

type RegistrationStatus = 'Accepted' | 'Pending' | 'Rejected'

function isRegistrationStatus(status: string): status is RegistrationStatus {
  return status === 'Accepted' || status === 'Pending' || status === 'Rejected'
}

/** The clock in it is read as late as possible: stations set theirs by it. */
export function bootAnswer(
  decision: BootDecision,
  context: CallContext,
): { currentTime: string; interval: number; status: RegistrationStatus } {
  const { status, intervalS } = decision
  if (!isRegistrationStatus(status)) throw fail('internal', `a boot can't be answered ${status}`)
  return { currentTime: context.now().toISOString(), interval: intervalS, status }
}
