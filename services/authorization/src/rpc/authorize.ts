import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { AuthorizeRequest, AuthorizeResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { requireTenant } from '@chargeplane/rpc'
import { openTransactionsOf } from '../events/open-transactions.ts'
import type { HashToken, IdTokenRow } from '../id-tokens.ts'
import { isIdToken } from '../input.ts'
import type { TokenBook } from '../token-book.ts'

/** What a token that nobody has put here is answered. */
type UnknownTokenPolicy = 'invalid' | 'unknown' | 'accept'

export interface AuthorizeNeeds {
  database: Queryable
  tokens: TokenBook
  hashToken: HashToken
  unknownToken: UnknownTokenPolicy
  now: () => Date
}

const unknownStatus = { invalid: 'Invalid', unknown: 'Unknown', accept: 'Accepted' } as const

const purposes = new Set(['authorize', 'start', 'update', 'end'])

/**
 * Decides about a token, in this order: Blocked, Expired, ConcurrentTx, Accepted.
 * While PostgreSQL is away a token seen lately is answered as it was then, if it has no limit of concurrent transactions; anything else
 * rejects `unavailable`, and the edge's configured fallback decides and is recorded: nobody here can count then.
 * The limit is counted from transactions.events: of two starts in the same moment at two stations both may pass.
 */
export function authorize(needs: AuthorizeNeeds) {
  return async (request: AuthorizeRequest): Promise<AuthorizeResponse> => {
    requireTenant(request.tenant)
    if (!purposes.has(request.purpose)) {
      throw fail('invalid_argument', 'purpose must be authorize, start, update or end', { field: 'purpose' })
    }
    // A transaction started with a button (C02.FR.02): there is no token to ask about.
    if (request.idToken === '' && request.idTokenType === 'NoAuthorization') return answer('Accepted')
    // Whatever a station's reader made of a card is a token nobody knows, not a fault of the caller.
    if (!isIdToken(request.idToken)) return answer(unknownStatus[needs.unknownToken])
    const token = await needs.tokens.get(request.tenant, needs.hashToken(request.tenant, request.idToken))
    if (token === undefined) return answer(unknownStatus[needs.unknownToken])
    return answer(await statusOf(needs, token, request), token)
  }
}

function answer(status: string, token?: IdTokenRow): AuthorizeResponse {
  return {
    status,
    expiresAt: token?.expires_at?.toISOString() ?? '',
    groupIdToken: token?.group_id_token ?? '',
  }
}

async function statusOf(needs: AuthorizeNeeds, token: IdTokenRow, request: AuthorizeRequest): Promise<string> {
  if (token.status === 'Blocked') return 'Blocked'
  if (token.expires_at !== null && token.expires_at <= needs.now()) return 'Expired'
  const isLimited =
    token.concurrent_transactions > 0 && (request.purpose === 'authorize' || request.purpose === 'start')
  if (!isLimited) return 'Accepted'
  const open = await openTransactionsOf(needs.database, token, request)
  return open >= token.concurrent_transactions ? 'ConcurrentTx' : 'Accepted'
}
