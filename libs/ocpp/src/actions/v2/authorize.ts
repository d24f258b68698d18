import type { AuthorizeRequest, AuthorizeResponse } from '#v21'
import type { CallContext, StationHandler } from '../../contract.ts'
import { type ContractDecision, contractCertificates, decidedContract } from '../../contract-certificates.ts'
import { decisionOf, momentKey, originOf, tokenRef } from '../../events.ts'
import type { Decided, Question } from '../../questions.ts'
import { type Loose, object } from '../../read.ts'
import { firstUnusable, textual } from '../../usable.ts'
import { askDriverTariff, driverTariff } from './driver-tariff.ts'
import { askIdToken, idTokenInfo, type PresentedToken, readIdToken } from './id-token.ts'

type Request = Loose<AuthorizeRequest>
type EnergyTransfer = NonNullable<AuthorizeResponse['allowedEnergyTransfer']>[number]

const noToken: PresentedToken = { idToken: '', type: 'NoAuthorization', additionalInfo: [] }
const noTransaction = { purpose: 'authorize', transactionId: '', evseId: 0, stationLimit: undefined } as const

// EnergyTransferModeEnumType of 2.1.
const modes: ReadonlySet<string> = new Set<EnergyTransfer>([
  'AC_single_phase',
  'AC_two_phase',
  'AC_three_phase',
  'DC',
  'AC_BPT',
  'AC_BPT_DER',
  'AC_DER',
  'DC_BPT',
  'DC_ACDP',
  'DC_ACDP_BPT',
  'WPT',
])

function isMode(mode: string): mode is EnergyTransfer {
  return modes.has(mode)
}

function decide(request: Request, decided: Decided): ContractDecision {
  return decidedContract(request, decisionOf(decided, 'authorize').status, decided)
}

function ask(request: Request, context: CallContext): Question[] {
  const questions: Question[] = [askIdToken(readIdToken(request.idToken) ?? noToken, noTransaction, context)]
  const certificates = contractCertificates(request)
  if (certificates.length > 0) questions.push({ kind: 'certificateStatus', certificates })
  questions.push(...askDriverTariff(context))
  return questions
}

function answer(request: Request, context: CallContext, decided: Decided): AuthorizeResponse {
  const decision = decisionOf(decided, 'authorize')
  const { status, certificateStatus } = decide(request, decided)
  const response: AuthorizeResponse = {
    idTokenInfo: idTokenInfo({ ...decision, status }, context),
    ...driverTariff(decided),
  }
  if (certificateStatus !== undefined) response.certificateStatus = certificateStatus
  if (context.version === '2.1') {
    const [first, ...more] = decision.profile?.allowedEnergyTransfer.filter(isMode) ?? []
    if (first !== undefined) response.allowedEnergyTransfer = [first, ...more]
  }
  return response
}

/** OCPP 2.x C01 to C09. Tolerant: an extra field or a long token must not lock a driver out. */
export const authorize: StationHandler<Request, AuthorizeResponse> = {
  topic: 'ocpp.stations',
  unusable(payload) {
    const { idToken } = object<AuthorizeRequest>(payload)
    if (typeof idToken === 'string') return undefined
    return firstUnusable(idToken, { idToken: textual }) === undefined ? undefined : 'idToken.idToken'
  },
  ask,
  answer,
  events(request, context, decided) {
    const { status, certificateStatus = '' } = decide(request, decided)
    const { idToken, type } = readIdToken(request.idToken) ?? noToken
    const origin = originOf('Authorize', request, context, decided)
    return [
      {
        type: 'chargeplane.ocpp.v1.TokenPresented',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: { origin, idToken: tokenRef(idToken, type, context), authorizationStatus: status, certificateStatus },
      },
    ]
  },
}
