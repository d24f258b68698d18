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
  return ({ idToken, idTokenType, purpose, transactionId }, { tenant, station }) => {
    const request = { tenant, stationId: station, idToken, idTokenType, purpose, transactionId }
    const nothing = { kind: 'authorize', expiresAt: '', groupIdToken: '' } as const
    return askOwner(
      'authorize',
      async () => {
        const answer = await options.authorization.authorize(request, { deadlineMs: options.deadlineMs })
        const { status, expiresAt, groupIdToken } = answer
        return { kind: 'authorize', status, expiresAt, groupIdToken, fallback: '' }
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
