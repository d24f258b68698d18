// MessageInfoType of OCPP 2.x (O01-O06), as a station is given it and as it tells of it.
import type { DisplayMessage, DisplayText } from '@chargeplane/proto/ocpp/v1/display'
import type { NotifyDisplayMessagesRequest } from '#v21'
import { answerInstant } from './instants.ts'
import { int32, int64, text } from './read.ts'

export type MessageInfo = NonNullable<NotifyDisplayMessagesRequest['messageInfo']>[number]

function displayText({ format, language, content }: MessageInfo['message']): DisplayText {
  return { format, language: text(language), content: text(content) }
}

export function displayMessage(info: MessageInfo): DisplayMessage {
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
