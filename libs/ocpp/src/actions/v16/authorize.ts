import type { AuthorizeRequest, AuthorizeResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf, tokenRef } from '../../events.ts'
import { type Loose, text } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'
import { askIdTag, idTagInfo, idTagType } from './id-tag.ts'

/** OCPP 1.6 4.1. Tolerant: an extra field or a long tag must not lock a driver out. */
export const authorize: StationHandler<Loose<AuthorizeRequest>, AuthorizeResponse> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { idTag: textual }),
  ask: request => [askIdTag(text(request.idTag), 'authorize', '')],
  answer: (_request, _context, decided) => ({ idTagInfo: idTagInfo(decisionOf(decided, 'authorize')) }),
  events(request, context, decided) {
    const { status } = decisionOf(decided, 'authorize')
    const origin = originOf('Authorize', request, context, decided)
    const idToken = tokenRef(text(request.idTag), idTagType, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.TokenPresented',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, idToken, authorizationStatus: status, certificateStatus: '' },
      },
    ]
  },
}
