// How OCPP 1.6 tells a station what was decided about an idTag.
import type { AuthorizeRequest, AuthorizeResponse } from '#v16'
import { answerInstant } from '../../instants.ts'
import type { AskAuthorize, AuthorizeDecision } from '../../questions.ts'

type IdTagInfo = AuthorizeResponse['idTagInfo']

// AuthorizationStatusEnumType of 2.x in the words of 1.6: a token that is known but may not charge here or now is Blocked.
const statuses: ReadonlyMap<string, IdTagInfo['status']> = new Map([
  ['Accepted', 'Accepted'],
  ['Blocked', 'Blocked'],
  ['ConcurrentTx', 'ConcurrentTx'],
  ['Expired', 'Expired'],
  ['Invalid', 'Invalid'],
  ['NoCredit', 'Blocked'],
  ['NotAllowedTypeEVSE', 'Blocked'],
  ['NotAtThisLocation', 'Blocked'],
  ['NotAtThisTime', 'Blocked'],
  ['Unknown', 'Invalid'],
])

/** What kind of token an idTag is, in 2.x words: 1.6 has only cards. */
export const idTagType = 'ISO14443'

/** IdTagInfo of an answer (OCPP 1.6 7.27). A status that 1.6 lacks becomes the nearest refusal; a parentIdTag over 20 characters is left out. */
export function idTagInfo(decision: Pick<AuthorizeDecision, 'status' | 'expiresAt' | 'groupIdToken'>): IdTagInfo {
  const info: IdTagInfo = { status: statuses.get(decision.status) ?? 'Invalid' }
  const expiryDate = answerInstant(decision.expiresAt)
  if (expiryDate !== undefined) info.expiryDate = expiryDate
  if (decision.groupIdToken !== '' && decision.groupIdToken.length <= 20) info.parentIdTag = decision.groupIdToken
  return info
}

/** The question about an idTag. */
export function askIdTag(
  idTag: AuthorizeRequest['idTag'],
  purpose: AskAuthorize['purpose'],
  transactionId: string,
  evseId = 0,
): AskAuthorize {
  return {
    kind: 'authorize',
    idToken: idTag,
    idTokenType: idTagType,
    purpose,
    transactionId,
    additionalInfo: [],
    evseId,
    stationLimit: undefined,
    ocppVersion: '1.6',
  }
}
