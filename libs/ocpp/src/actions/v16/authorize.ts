import { AuthorizeRequest, AuthorizeResponse } from '#v16'
import type { StationCall } from '../../contract.ts'
import { authorizeDecision, momentKey, originOf, tokenRef } from '../../events.ts'
import { type Loose, text } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'
import { validateBy } from '../../validate.ts'
import { askIdTag, idTagInfo, idTagType } from './id-tag.ts'

/** OCPP 1.6 4.1. Tolerant: an extra field or a long tag must not lock a driver out. */
export const authorize: StationCall<Loose<AuthorizeRequest>> = {
  version: '1.6',
  action: 'Authorize',
  from: 'station',
  topic: 'ocpp.stations',
  validateRequest: validateBy(AuthorizeRequest),
  validateResponse: validateBy(AuthorizeResponse),
  unusable: payload => firstUnusable(payload, { idTag: textual }),
  ask: request => askIdTag(text(request.idTag), 'authorize', ''),
  answer: (_request, _context, decision): AuthorizeResponse => ({ idTagInfo: idTagInfo(authorizeDecision(decision)) }),
  events(request, context, decision) {
    const { status, fallback } = authorizeDecision(decision)
    const origin = originOf('Authorize', request, context, fallback)
    const idToken = tokenRef(text(request.idTag), idTagType, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.TokenPresented',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, idToken, authorizationStatus: status },
      },
    ]
  },
}
