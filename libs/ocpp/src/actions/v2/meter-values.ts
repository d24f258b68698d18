import type { MeterValuesRequest, MeterValuesResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { contentKey, originOf } from '../../events.ts'
import { int32, type Loose } from '../../read.ts'
import { samples2 } from '../../samples.ts'
import { signed2 } from '../../signed-values.ts'
import { firstUnusable, listed, wholeNumber } from '../../usable.ts'

/** OCPP 2.x J01: values outside of any transaction, whose own come in TransactionEvent. Tolerant. */
export const meterValues: StationHandler<Loose<MeterValuesRequest>, MeterValuesResponse> = {
  topic: 'ocpp.transactions',
  unusable: payload => firstUnusable(payload, { evseId: wholeNumber, meterValue: listed }),
  answer: () => ({}),
  events: (request, context) => [
    {
      type: 'chargeplane.ocpp.v1.MeterValuesReported',
      subject: context.stationId,
      naturalKey: contentKey(context),
      data: {
        origin: originOf('MeterValues', request, context),
        transactionId: '',
        evseId: int32(request.evseId),
        connectorId: 0,
        sampledValues: samples2(request.meterValue, context.receivedAt),
        signedValues: signed2(request.meterValue, context),
      },
    },
  ],
}
