import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { AuthorizeRequest, AuthorizeResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import { requireTenant } from '@chargeplane/rpc'
import { openTransactionsOf } from '../events/open-transactions.ts'
import type { HashToken, IdTokenRow } from '../id-tokens.ts'
import { isIdToken } from '../input.ts'
import { allowedAt } from '../places.ts'
import { limitToSay, type SupportedLimits } from '../station-limits.ts'
import type { TokenBook } from '../token-book.ts'

/** What a token that nobody has put here is answered. */
type UnknownTokenPolicy = 'invalid' | 'unknown' | 'accept'

export interface AuthorizeNeeds {
  database: Queryable
  tokens: TokenBook
  hashToken: HashToken
  unknownToken: UnknownTokenPolicy
  limits: SupportedLimits
  now: () => Date
}

const unknownStatus = { invalid: 'Invalid', unknown: 'Unknown', accept: 'Accepted' } as const

const purposes = new Set(['authorize', 'start', 'update', 'end'])

/**
 * Decides about a token, in this order: Blocked, NoCredit, Expired, Invalid for a second identifier that does not go with it,
 * NotAtThisLocation, Blocked for a master pass that would start a transaction (OCPP C16.FR.03), ConcurrentTx, Accepted.
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
    const status = await statusOf(needs, token, request)
    const plain = answer(status, token, needs.now())
    const transactionLimit = status === 'Accepted' ? await limitOf(needs, token, request) : undefined
    return { ...plain, evseIds: [...(allowedAt(token, request.stationId) ?? [])], transactionLimit }
  }
}

function answer(status: string, token?: IdTokenRow, now?: Date): AuthorizeResponse {
  const profile = token && IdTokenProfile.fromJSON(token.profile)
  // What is left of a prepaid card has to be asked for each time: no cache may keep it (C17.FR.01, FR.02).
  const isPrepaid = token?.status === 'NoCredit' || profile?.transactionLimit?.maxCost !== undefined
  const expiresAt = isPrepaid ? now : token?.expires_at
  return {
    status,
    expiresAt: expiresAt?.toISOString() ?? '',
    groupIdToken: token?.group_id_token ?? '',
    profile,
    evseIds: [],
    transactionLimit: undefined,
  }
}

/** Before somebody charges; inside a transaction it is too late for a place or a number. */
const isBeginning = ({ purpose }: AuthorizeRequest) => purpose === 'authorize' || purpose === 'start'

async function statusOf(needs: AuthorizeNeeds, token: IdTokenRow, request: AuthorizeRequest): Promise<string> {
  if (token.status !== 'Accepted') return token.status
  if (token.expires_at !== null && token.expires_at <= needs.now()) return 'Expired'
  if (!goesWith(token, request)) return 'Invalid'
  if (!isBeginning(request)) return 'Accepted'
  if (!isHere(token, request)) return 'NotAtThisLocation'
  if (token.master_pass) return request.purpose === 'start' ? 'Blocked' : 'Accepted'
  if (token.concurrent_transactions === 0) return 'Accepted'
  const open = await openTransactionsOf(needs.database, token, request)
  return open >= token.concurrent_transactions ? 'ConcurrentTx' : 'Accepted'
}

/**
 * Second identifiers have to be there when a driver is identified, and right wherever they are shown; events of a transaction need not
 * repeat them. Kinds that the token does not have are not looked at.
 */
function goesWith({ additional_info }: IdTokenRow, { additionalInfo, purpose }: AuthorizeRequest): boolean {
  return additional_info.every(({ type, additionalIdToken }) => {
    const shown = additionalInfo.filter(info => info.type.toLowerCase() === type.toLowerCase())
    if (shown.length === 0) return purpose !== 'authorize'
    return shown.every(info => info.additionalIdToken === additionalIdToken)
  })
}

function isHere(token: IdTokenRow, { stationId, evseId }: AuthorizeRequest): boolean {
  const evseIds = allowedAt(token, stationId)
  if (evseIds === undefined) return false
  return evseIds.length === 0 || evseId === 0 || evseIds.includes(evseId)
}

/** OCPP 2.1 E16.FR.02: once, where the transaction begins. */
async function limitOf(needs: AuthorizeNeeds, token: IdTokenRow, request: AuthorizeRequest) {
  if (request.purpose !== 'start' || request.ocppVersion !== '2.1') return undefined
  const { transactionLimit } = IdTokenProfile.fromJSON(token.profile)
  if (transactionLimit === undefined) return undefined
  const supported = await needs.limits.of(request.tenant, request.stationId)
  return limitToSay(transactionLimit, supported, request.stationLimit)
}
