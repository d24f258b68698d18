import { TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import type { StartTransactionRequest, StartTransactionResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, originOf, tokenRef } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, int64, type Loose, text } from '../../read.ts'
import { registerReading } from '../../samples.ts'
import { transactionEvent } from '../../transaction-event.ts'
import { firstUnusable, textual, wholeNumber } from '../../usable.ts'
import { askIdTag, idTagInfo, idTagType } from './id-tag.ts'
import { startedId, startIdentity } from './start-identity.ts'

/**
 * OCPP 1.6 4.8. Tolerant. A refused token still gets a transaction id: the station may have started already, offline or by its cache, and
 * its meter values and stop need one to be told by.
 */
export const startTransaction: StationHandler<Loose<StartTransactionRequest>, StartTransactionResponse> = {
  topic: 'ocpp.transactions',
  unusable: payload => firstUnusable(payload, { connectorId: wholeNumber, idTag: textual }),
  ask(request, context) {
    const transactionId = startedId(startIdentity(request, context), context)
    return [askIdTag(text(request.idTag), 'start', String(transactionId), int32(request.connectorId))]
  },
  answer: (request, context, decided) => ({
    idTagInfo: idTagInfo(decisionOf(decided, 'authorize')),
    transactionId: startedId(startIdentity(request, context), context),
  }),
  events(request, context, decided) {
    const { status } = decisionOf(decided, 'authorize')
    const start = startIdentity(request, context)
    const idToken = tokenRef(start.idTag, idTagType, context)
    const connector = int32(request.connectorId)
    const occurredAt = instant(request.timestamp, context.receivedAt)
    const { meterStart } = start
    return [
      transactionEvent(context, {
        origin: originOf('StartTransaction', request, context, decided),
        kind: TransactionEventKind.STARTED,
        transactionId: String(startedId(start, context)),
        occurredAt,
        naturalKey: `start/${start.connector}/${start.timestamp}/${start.meterStart ?? ''}/${idToken.hash}`,
        evseId: connector,
        connectorId: connector === 0 ? 0 : 1,
        idToken,
        authorizationStatus: status,
        meterStartWh: meterStart,
        reservationId: int64(request.reservationId),
        sampledValues: meterStart === undefined ? [] : [registerReading(meterStart, occurredAt, 'Transaction.Begin')],
      }),
    ]
  },
}
