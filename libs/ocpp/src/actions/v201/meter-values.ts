import { MeterValuesRequest, MeterValuesResponse } from '#v201'
import type { StationCall } from '../../contract.ts'
import { contentKey, originOf } from '../../events.ts'
import { int32, type Loose } from '../../read.ts'
import { samples2 } from '../../samples.ts'
import { firstUnusable, listed, wholeNumber } from '../../usable.ts'
import { validateBy } from '../../validate.ts'

/** OCPP 2.0.1 J01: values outside of any transaction, whose own come in TransactionEvent. Tolerant. */
export const meterValues: StationCall<Loose<MeterValuesRequest>> = {
  version: '2.0.1',
  action: 'MeterValues',
  from: 'station',
  topic: 'ocpp.transactions',
  validateRequest: validateBy(MeterValuesRequest),
  validateResponse: validateBy(MeterValuesResponse),
  unusable: payload => firstUnusable(payload, { evseId: wholeNumber, meterValue: listed }),
  answer: (): MeterValuesResponse => ({}),
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
      },
    },
  ],
}
