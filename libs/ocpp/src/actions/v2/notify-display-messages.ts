import type { NotifyDisplayMessagesRequest, NotifyDisplayMessagesResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { displayMessage } from '../../display-message.ts'
import { momentKey, originOf } from '../../events.ts'
import { int64 } from '../../read.ts'

/** OCPP 2.x O03, O04: one part of the messages that a station has been given to display. */
export const notifyDisplayMessages: StationHandler<NotifyDisplayMessagesRequest, NotifyDisplayMessagesResponse> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('NotifyDisplayMessages', request, context)
    return [
      {
        type: 'chargeplane.ocpp.v1.DisplayMessagesReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          requestId: int64(request.requestId) ?? 0n,
          toBeContinued: request.tbc ?? false,
          messages: (request.messageInfo ?? []).map(displayMessage),
        },
      },
    ]
  },
}
