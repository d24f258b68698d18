import { AuthorizeRequest, AuthorizeResponse } from '#v201'
import type { StationCall } from '../../contract.ts'
import { authorizeDecision, momentKey, originOf, tokenRef } from '../../events.ts'
import { type Loose, object } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'
import { validateBy } from '../../validate.ts'
import { askIdToken, idTokenInfo, readIdToken } from './id-token.ts'

const noToken = { idToken: '', type: 'NoAuthorization' }

/** OCPP 2.0.1 C01. Tolerant: an extra field or a long token must not lock a driver out. */
export const authorize: StationCall<Loose<AuthorizeRequest>> = {
  version: '2.0.1',
  action: 'Authorize',
  from: 'station',
  topic: 'ocpp.stations',
  validateRequest: validateBy(AuthorizeRequest),
  validateResponse: validateBy(AuthorizeResponse),
  unusable(payload) {
    const { idToken } = object<AuthorizeRequest>(payload)
    if (typeof idToken === 'string') return undefined
    return firstUnusable(idToken, { idToken: textual }) === undefined ? undefined : 'idToken.idToken'
  },
  ask: request => askIdToken(readIdToken(request.idToken) ?? noToken, 'authorize', ''),
  answer: (_request, _context, decision): AuthorizeResponse => ({
    idTokenInfo: idTokenInfo(authorizeDecision(decision)),
  }),
  events(request, context, decision) {
    const { status, fallback } = authorizeDecision(decision)
    const { idToken, type } = readIdToken(request.idToken) ?? noToken
    const origin = originOf('Authorize', request, context, fallback)
    return [
      {
        type: 'chargeplane.ocpp.v1.TokenPresented',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, idToken: tokenRef(idToken, type, context), authorizationStatus: status },
      },
    ]
  },
}
