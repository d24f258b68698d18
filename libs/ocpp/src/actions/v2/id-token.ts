// How OCPP 2.x carries an id token, and how it tells a station what was decided about one.
import type { DriverMessage } from '@chargeplane/proto/authorization/v1/profile'
import type { AuthorizeRequest, AuthorizeResponse } from '#v21'
import type { CallContext } from '../../contract.ts'
import { answerInstant } from '../../instants.ts'
import type { AskAuthorize, AuthorizeDecision } from '../../questions.ts'
import { list, object, text } from '../../read.ts'
import type { OcppVersion } from '../../versions.ts'

type IdToken = AuthorizeRequest['idToken']
type AdditionalInfo = NonNullable<IdToken['additionalInfo']>[number]
type IdTokenInfo = AuthorizeResponse['idTokenInfo']
type MessageContent = NonNullable<IdTokenInfo['personalMessage']>

/** An IdTokenType as it was sent. */
export interface PresentedToken {
  readonly idToken: string
  readonly type: string
  readonly additionalInfo: AskAuthorize['additionalInfo']
}

/** What can only be said once a transaction asks. */
export type TransactionAsking = Pick<AskAuthorize, 'purpose' | 'transactionId' | 'evseId' | 'stationLimit'>

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

const formats: ReadonlySet<string> = new Set(['ASCII', 'HTML', 'URI', 'UTF8'])

function isFormat(format: string, version: OcppVersion): format is MessageContent['format'] {
  return formats.has(format) || (version === '2.1' && format === 'QRCODE')
}

const nothingMore: readonly never[] = []

/** IdTokenType as sent; undefined when the field is absent. A bare text is taken for a card, which is what 1.6-minded stations mean by it. */
export function readIdToken(value: unknown): PresentedToken | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') return { idToken: text(value), type: 'ISO14443', additionalInfo: nothingMore }
  const token = object<IdToken>(value)
  const additionalInfo =
    token.additionalInfo === undefined
      ? nothingMore
      : list<AdditionalInfo>(token.additionalInfo).map(({ additionalIdToken, type }) => {
          return { additionalIdToken: text(additionalIdToken), type: text(type) }
        })
  return { idToken: text(token.idToken), type: text(token.type) || 'ISO14443', additionalInfo }
}

/** The question about an id token. */
export function askIdToken(token: PresentedToken, asking: TransactionAsking, context: CallContext): AskAuthorize {
  return {
    kind: 'authorize',
    idToken: token.idToken,
    idTokenType: token.type,
    additionalInfo: token.additionalInfo,
    ...asking,
    ocppVersion: context.version,
  }
}

/** MessageContentType; undefined for one that the version has no format for, and for one that is too long for it. */
export function messageContent(message: DriverMessage | undefined, version: OcppVersion): MessageContent | undefined {
  if (message === undefined || !isFormat(message.format, version)) return undefined
  if (message.content.length > (version === '2.1' ? 1024 : 512)) return undefined
  const { format, language, content } = message
  return { format, content, ...(language !== '' && { language }) }
}

/** IdTokenInfoType of an answer. A group token that is longer than the version allows is left out. */
export function idTokenInfo(decision: AuthorizeDecision, { version }: CallContext): IdTokenInfo {
  const info: IdTokenInfo = { status: isStatus(decision.status) ? decision.status : 'Unknown' }
  const cacheExpiryDateTime = answerInstant(decision.expiresAt)
  if (cacheExpiryDateTime !== undefined) info.cacheExpiryDateTime = cacheExpiryDateTime
  const group = decision.groupIdToken
  if (group !== '' && group.length <= (version === '2.1' ? 255 : 36)) {
    info.groupIdToken = { idToken: group, type: 'Central' }
  }
  const [first, ...more] = decision.evseIds
  if (first !== undefined) info.evseId = [first, ...more]
  if (decision.profile !== undefined) addProfile(info, decision.profile, version)
  return info
}

function addProfile(
  info: IdTokenInfo,
  { language1, language2, chargingPriority, personalMessage }: NonNullable<AuthorizeDecision['profile']>,
  version: OcppVersion,
): void {
  if (language1 !== '') info.language1 = language1
  if (language2 !== '') info.language2 = language2
  if (chargingPriority !== 0) info.chargingPriority = chargingPriority
  const message = messageContent(personalMessage, version)
  if (message !== undefined) info.personalMessage = message
}
