import type { AuthorizeRequest, AuthorizeResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf, tokenRef } from '../../events.ts'
import { type Loose, object } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'
import { askDriverTariff, driverTariff } from './driver-tariff.ts'
import { askIdToken, idTokenInfo, readIdToken } from './id-token.ts'

const noToken = { idToken: '', type: 'NoAuthorization' }

/** OCPP 2.x C01. Tolerant: an extra field or a long token must not lock a driver out. */
export const authorize: StationHandler<Loose<AuthorizeRequest>, AuthorizeResponse> = {
  topic: 'ocpp.stations',
  unusable(payload) {
    const { idToken } = object<AuthorizeRequest>(payload)
    if (typeof idToken === 'string') return undefined
    return firstUnusable(idToken, { idToken: textual }) === undefined ? undefined : 'idToken.idToken'
  },
  ask: (request, context) => [
    askIdToken(readIdToken(request.idToken) ?? noToken, 'authorize', ''),
    ...askDriverTariff(context),
  ],
  answer: (_request, _context, decided) => ({
    idTokenInfo: idTokenInfo(decisionOf(decided, 'authorize')),
    ...driverTariff(decided),
  }),
  events(request, context, decided) {
    const { status } = decisionOf(decided, 'authorize')
    const { idToken, type } = readIdToken(request.idToken) ?? noToken
    const origin = originOf('Authorize', request, context, decided)
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
