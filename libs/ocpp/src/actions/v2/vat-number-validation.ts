import type { VatNumberValidationRequest, VatNumberValidationResponse } from '#v21'
import type { VatNumberDecision } from '../../billing-questions.ts'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf } from '../../events.ts'
import { int32, text } from '../../read.ts'
import { addressOf } from './company-address.ts'

const statusOf = ({ valid }: VatNumberDecision) => (valid ? 'Accepted' : 'Rejected')

function outcome(decision: VatNumberDecision): Pick<VatNumberValidationResponse, 'status' | 'company' | 'statusInfo'> {
  const { company, problem, fallback } = decision
  if (decision.valid) return { status: 'Accepted', ...(company !== undefined && { company: addressOf(company) }) }
  const reasonCode = fallback === '' ? 'InvalidValue' : 'InternalError'
  return { status: 'Rejected', statusInfo: { reasonCode, ...(problem !== '' && { additionalInfo: problem }) } }
}

/** OCPP 2.1 C18.FR.08, FR.09. */
export const vatNumberValidation: StationHandler<VatNumberValidationRequest, VatNumberValidationResponse> = {
  topic: 'ocpp.stations',
  ask: ({ vatNumber }) => [{ kind: 'vatNumber', vatNumber: text(vatNumber) }],
  answer: ({ vatNumber, evseId }, _context, decided) => ({
    vatNumber,
    ...(evseId !== undefined && { evseId }),
    ...outcome(decisionOf(decided, 'vatNumber')),
  }),
  events(request, context, decided) {
    const origin = originOf('VatNumberValidation', request, context, decided)
    return [
      {
        type: 'chargeplane.ocpp.v1.VatNumberChecked',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          vatNumber: text(request.vatNumber),
          evseId: int32(request.evseId),
          status: statusOf(decisionOf(decided, 'vatNumber')),
        },
      },
    ]
  },
}
