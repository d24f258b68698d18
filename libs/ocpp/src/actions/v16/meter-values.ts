import type { MeterValuesRequest, MeterValuesResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { contentKey, originOf } from '../../events.ts'
import { int32, type Loose, number } from '../../read.ts'
import { samples16 } from '../../samples.ts'
import { signed16 } from '../../signed-values.ts'
import { isDerivedId } from '../../transaction-id.ts'
import { firstUnusable, listed, wholeNumber } from '../../usable.ts'

/** OCPP 1.6 4.7. Tolerant. Values of a transaction long ended, or of none, are values all the same. */
export const meterValues: StationHandler<Loose<MeterValuesRequest>, MeterValuesResponse> = {
  topic: 'ocpp.transactions',
  unusable: payload => firstUnusable(payload, { connectorId: wholeNumber, meterValue: listed }),
  answer: () => ({}),
  events(request, context) {
    const connector = int32(request.connectorId)
    const transactionId = number(request.transactionId) ?? 0
    return [
      {
        type: 'chargeplane.ocpp.v1.MeterValuesReported',
        subject: context.stationId,
        naturalKey: contentKey(context),
        data: {
          origin: originOf('MeterValues', request, context),
          transactionId: isDerivedId(transactionId) ? String(transactionId) : '',
          evseId: connector,
          connectorId: connector === 0 ? 0 : 1,
          sampledValues: samples16(request.meterValue, context.receivedAt),
          signedValues: signed16(request.meterValue, context),
        },
      },
    ]
  },
}
