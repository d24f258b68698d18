import type { Get15118EVCertificateRequest, Get15118EVCertificateResponse } from '#v21'
import type { CallContext, StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf } from '../../events.ts'
import type { Decided } from '../../questions.ts'
import { int32 } from '../../read.ts'
import { statusInfo } from '../../status-info.ts'

/** Longest exiResponse: 2.1 must carry 17000 characters, 2.0.1 no more than 5600. */
const maxResponse = { '1.6': 0, '2.0.1': 5600, '2.1': 17_000 } as const

function answerOf(context: CallContext, decided: Decided) {
  const decision = decisionOf(decided, 'evCertificate')
  const { accepted, exiResponse, remainingContracts } = decision
  if (!accepted) return { status: 'Failed', exiResponse: '', ...statusInfo(decision) } as const
  if (exiResponse.length > maxResponse[context.version]) {
    const reason = `the response has ${exiResponse.length} characters`
    return { status: 'Failed', exiResponse: '', ...statusInfo({ reasonCode: 'TooLargeElement', reason }) } as const
  }
  const remaining = context.version === '2.1' && remainingContracts !== undefined && { remainingContracts }
  return { status: 'Accepted', exiResponse, ...remaining } as const
}

/** OCPP 2.x M01, M02: handed on to the contract certificate provider. A station that fetches more contracts sends the same again (M01.FR.06). */
export const get15118EVCertificate: StationHandler<Get15118EVCertificateRequest, Get15118EVCertificateResponse> = {
  topic: 'ocpp.stations',
  ask: request => [
    {
      kind: 'evCertificate',
      schemaVersion: request.iso15118SchemaVersion,
      action: request.action,
      exiRequest: request.exiRequest,
      maximumContractCertificateChains: request.maximumContractCertificateChains,
      prioritizedEmaids: request.prioritizedEMAIDs ?? [],
    },
  ],
  answer: (_request, context, decided) => answerOf(context, decided),
  events(request, context, decided) {
    const { reason, remainingContracts } = decisionOf(decided, 'evCertificate')
    const origin = originOf('Get15118EVCertificate', request, context, decided)
    return [
      {
        type: 'chargeplane.ocpp.v1.EvCertificateRequested',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          iso15118SchemaVersion: request.iso15118SchemaVersion,
          action: request.action,
          status: answerOf(context, decided).status,
          reason,
          remainingContracts: remainingContracts === undefined ? undefined : int32(remainingContracts),
        },
      },
    ]
  },
}
