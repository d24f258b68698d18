import type { NotifyCustomerInformationRequest, NotifyCustomerInformationResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, int64, text } from '../../read.ts'

/**
 * OCPP 2.x N09, N10: one part of what a station has on a customer. The text is the vendor's and may hold names, addresses and raw id tokens:
 * it is sealed, and the raw payload goes without it.
 */
export const notifyCustomerInformation: StationHandler<
  NotifyCustomerInformationRequest,
  NotifyCustomerInformationResponse
> = {
  topic: 'ocpp.stations',
  answer: () => ({}),
  events(request, context) {
    const payload = { ...request, data: '[sealed]' }
    const origin = originOf('NotifyCustomerInformation', payload, {
      ...context,
      payloadText: JSON.stringify(payload),
    })
    return [
      {
        type: 'chargeplane.ocpp.v1.CustomerInformationReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          requestId: int64(request.requestId) ?? 0n,
          seqNo: int32(request.seqNo),
          toBeContinued: request.tbc ?? false,
          generatedAt: instant(request.generatedAt, context.receivedAt),
          sealedData: context.sealText(text(request.data)),
        },
      },
    ]
  },
}
