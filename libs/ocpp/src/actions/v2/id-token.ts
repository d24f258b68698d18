// How OCPP 2.x carries an id token, and how it tells a station what was decided about one.
import type { AuthorizeRequest, AuthorizeResponse } from '#v21'
import { answerInstant } from '../../instants.ts'
import type { AskAuthorize, AuthorizeDecision } from '../../questions.ts'
import { object, text } from '../../read.ts'

type IdToken = AuthorizeRequest['idToken']
type IdTokenInfo = AuthorizeResponse['idTokenInfo']

const statuses: ReadonlySet<string> = new Set([
  'Accepted',
  'Blocked',
  'ConcurrentTx',
  'Expired',
  'Invalid',
  'NoCredit',
  'NotAllowedTypeEVSE',
  'NotAtThisLocation',
  'NotAtThisTime',
  'Unknown',
])

function isStatus(status: string): status is IdTokenInfo['status'] {
  return statuses.has(status)
}

/** IdTokenType as sent; undefined when the field is absent. A bare text is taken for a card, which is what 1.6-minded stations mean by it. */
export function readIdToken(value: unknown): { idToken: string; type: string } | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') return { idToken: text(value), type: 'ISO14443' }
  const token = object<IdToken>(value)
  return { idToken: text(token.idToken), type: text(token.type) || 'ISO14443' }
}

/** The question about an id token. */
export function askIdToken(
  token: { idToken: string; type: string },
  purpose: AskAuthorize['purpose'],
  transactionId: string,
): AskAuthorize {
  return { kind: 'authorize', idToken: token.idToken, idTokenType: token.type, purpose, transactionId }
}

/** IdTokenInfoType of an answer. A group token over 36 characters is left out. */
export function idTokenInfo(decision: AuthorizeDecision): IdTokenInfo {
  const info: IdTokenInfo = { status: isStatus(decision.status) ? decision.status : 'Unknown' }
  const cacheExpiryDateTime = answerInstant(decision.expiresAt)
  if (cacheExpiryDateTime !== undefined) info.cacheExpiryDateTime = cacheExpiryDateTime
  const group = decision.groupIdToken
  if (group !== '' && group.length <= 36) info.groupIdToken = { idToken: group, type: 'Central' }
  return info
}
