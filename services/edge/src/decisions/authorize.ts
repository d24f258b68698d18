import type { AuthorizationServiceService } from '@chargeplane/proto/authorization/v1/authorization'
import type { RpcClient } from '@chargeplane/rpc'
import { askOwner, type Decider } from './decider.ts'

export interface AuthorizeOptions {
  authorization: RpcClient<AuthorizationServiceService>
  deadlineMs: number
  authorizeFallback: 'accept' | 'reject'
}

/** OCPP C01, E01-E07, 1.6 4.1, 4.8, 4.10: decided by authorization. */
export function decideAuthorize(options: AuthorizeOptions): Decider<'authorize'> {
  const nothing = {
    kind: 'authorize',
    expiresAt: '',
    groupIdToken: '',
    profile: undefined,
    evseIds: [],
    transactionLimit: undefined,
  } as const
  return ({ kind: _, additionalInfo, ...question }, { tenant, station }) => {
    const request = { tenant, stationId: station, ...question, additionalInfo: [...additionalInfo] }
    return askOwner(
      'authorize',
      async () => {
        const answer = await options.authorization.authorize(request, { deadlineMs: options.deadlineMs })
        return { kind: 'authorize', ...answer, fallback: '' }
      },
      ({ code }) => {
        // A token that its owner can't even read is no token; that is a decision, not an absence.
        if (code === 'invalid_argument') return { ...nothing, status: 'Invalid', fallback: '' }
        const status = options.authorizeFallback === 'accept' ? 'Accepted' : 'Invalid'
        return { ...nothing, status, fallback: options.authorizeFallback }
      },
    )
  }
}
