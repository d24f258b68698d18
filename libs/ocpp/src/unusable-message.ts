// Messages about a transaction, a status or a meter that nothing can be made of. Bouncing one makes the station repeat it for ever, and
// everything behind it in its queue waits (quirks: OpenEVSE, Sonnen): it is kept as it came, flagged, and answered.
import type { StartTransactionRequest } from '#v16'
import { startedId, startIdentity } from './actions/v16/start-identity.ts'
import type { CallContext, StationCall } from './contract.ts'
import { contentKey, originOf } from './events.ts'
import { object } from './read.ts'

/** By action, the answer that commits to nothing. A start is told that its token is not valid: nobody can say whose it was. */
const answers: Readonly<Record<string, (payload: unknown, context: CallContext) => object>> = {
  MeterValues: () => ({}),
  StatusNotification: () => ({}),
  StopTransaction: () => ({}),
  TransactionEvent: () => ({}),
  StartTransaction: (payload, context) => ({
    transactionId: startedId(startIdentity(object<StartTransactionRequest>(payload), context), context),
    idTagInfo: { status: 'Invalid' },
  }),
}

/** The row that keeps what `row` can't use, `field` first of all; undefined where refusing does no harm. */
export function keepingRow(row: StationCall, field: string): StationCall | undefined {
  const answer = answers[row.action]
  if (answer === undefined) return undefined
  const { version, action, from, kind, marks, requestError, validateRequest, validateResponse } = row
  return {
    ...{ version, action, from, kind, marks, requestError, validateRequest, validateResponse },
    topic: 'ocpp.stations',
    answer,
    events: (payload, context) => [
      {
        type: 'chargeplane.ocpp.v1.MessageUnusable',
        subject: context.stationId,
        naturalKey: contentKey(context),
        data: { origin: originOf(action, payload, context), field },
      },
    ],
  }
}
