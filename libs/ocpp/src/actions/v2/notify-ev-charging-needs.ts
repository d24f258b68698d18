import type { NotifyEVChargingNeedsRequest, NotifyEVChargingNeedsResponse } from '#v21'
import { chargingNeeds } from '../../charging-needs.ts'
import type { ChargingNeedsDecision } from '../../charging-questions.ts'
import type { CallContext, StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf } from '../../events.ts'
import { int32 } from '../../read.ts'

/**
 * In ISO 15118-20 Rejected ends the transaction, because it means the energy transfer, and "no profile" is a status of its own (K18.FR.04,
 * K18.FR.22, K19.FR.04, Q01.FR.04). Before, Rejected says that no profile comes (K15.FR.04, K17.FR.04).
 */
function statusOf(
  request: NotifyEVChargingNeedsRequest,
  context: CallContext,
  { verdict }: ChargingNeedsDecision,
): NotifyEVChargingNeedsResponse['status'] {
  if (verdict === 'accepted') return 'Accepted'
  if (verdict === 'processing') return 'Processing'
  const iso20 = context.version === '2.1' && request.chargingNeeds.controlMode !== undefined
  return verdict === 'none' && iso20 ? 'NoChargingProfile' : 'Rejected'
}

/** OCPP 2.x K15, K17-K19, Q01: smart charging says whether a profile follows, and sends it by the event, so that a promise outlives a crash. */
export const notifyEVChargingNeeds: StationHandler<NotifyEVChargingNeedsRequest, NotifyEVChargingNeedsResponse> = {
  topic: 'ocpp.stations',
  ask: request => [{ kind: 'chargingNeeds', evseId: int32(request.evseId), needs: chargingNeeds(request) }],
  answer: (request, context, decided) => ({
    status: statusOf(request, context, decisionOf(decided, 'chargingNeeds')),
  }),
  events(request, context, decided) {
    const origin = originOf('NotifyEVChargingNeeds', request, context, decided)
    return [
      {
        type: 'chargeplane.ocpp.v1.ChargingNeedsReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          evseId: int32(request.evseId),
          needs: chargingNeeds(request),
          status: statusOf(request, context, decisionOf(decided, 'chargingNeeds')),
        },
      },
    ]
  },
}
