import type { DisplayMessage, DisplayText } from '@chargeplane/proto/ocpp/v1/display'
import type { NotifyDisplayMessagesRequest, NotifyDisplayMessagesResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { answerInstant } from '../../instants.ts'
import { int32, int64, text } from '../../read.ts'

type MessageInfo = NonNullable<NotifyDisplayMessagesRequest['messageInfo']>[number]

function displayText({ format, language, content }: MessageInfo['message']): DisplayText {
  return { format, language: text(language), content: text(content) }
}

function displayMessage(info: MessageInfo): DisplayMessage {
  return {
    messageId: int64(info.id) ?? 0n,
    priority: info.priority,
    state: info.state ?? '',
    startsAt: answerInstant(info.startDateTime ?? '') ?? '',
    endsAt: answerInstant(info.endDateTime ?? '') ?? '',
    transactionId: text(info.transactionId),
    component: text(info.display?.name),
    componentInstance: text(info.display?.instance),
    evseId: int32(info.display?.evse?.id),
    connectorId: int32(info.display?.evse?.connectorId),
    texts: [info.message, ...(info.messageExtra ?? [])].map(displayText),
  }
}

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
