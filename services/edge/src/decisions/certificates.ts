// What stations decides about certificates. Their deadline is longer than that of other questions: authorities are asked on the way.
import type { CertificateServiceService } from '@chargeplane/proto/stations/v1/certificates'
import type { RpcClient } from '@chargeplane/rpc'
import { askOwner, type Decider } from './decider.ts'

export interface CertificateOptions {
  certificates: RpcClient<CertificateServiceService>
  certificateDeadlineMs: number
}

/** None of these is repeated: an authority would be asked again, and the station waits. */
const once = (options: CertificateOptions) => ({ deadlineMs: options.certificateDeadlineMs, retries: 0 })

const unavailable = { reasonCode: 'InternalError', reason: 'certificates can not be decided about at present' } as const

/** OCPP A02, A03. A request that nobody can decide is rejected (A02.FR.12); the station asks again. */
export function decideSignCertificate(options: CertificateOptions): Decider<'signCertificate'> {
  return ({ csr, certificateType, requestId }, { tenant, station }) =>
    askOwner(
      'signCertificate',
      async () => {
        const request = { tenant, stationId: station, csr, certificateType, requestId }
        const decision = await options.certificates.signCertificate(request, once(options))
        return { kind: 'signCertificate', ...decision, fallback: '' }
      },
      () => ({ kind: 'signCertificate', accepted: false, ...unavailable, serialNumber: '', fallback: 'rejected' }),
    )
}

/** OCPP M06.FR.04, M07.FR.02: what can't be found out has failed. */
export function decideCertificateStatus(options: CertificateOptions): Decider<'certificateStatus'> {
  const failed = { status: 'Failed', nextUpdate: '', ocspResponse: '', ...unavailable }
  return ({ certificates }, { tenant, station }) =>
    askOwner(
      'certificateStatus',
      async () => {
        const request = {
          tenant,
          stationId: station,
          certificates: certificates.map(each => ({ ...each, urls: [...each.urls] })),
        }
        const { checks } = await options.certificates.checkCertificates(request, once(options))
        return { kind: 'certificateStatus', checks, fallback: '' }
      },
      () => ({ kind: 'certificateStatus', checks: certificates.map(() => failed), fallback: 'failed' }),
    )
}

/** OCPP M01, M02. */
export function decideEvCertificate(options: CertificateOptions): Decider<'evCertificate'> {
  const failed = { accepted: false, exiResponse: '', remainingContracts: undefined, ...unavailable }
  return (question, { tenant, station }) =>
    askOwner(
      'evCertificate',
      async () => {
        const request = {
          tenant,
          stationId: station,
          iso15118SchemaVersion: question.schemaVersion,
          action: question.action,
          exiRequest: question.exiRequest,
          maximumContractCertificateChains: question.maximumContractCertificateChains,
          prioritizedEmaids: [...question.prioritizedEmaids],
        }
        const { accepted, exiResponse, remainingContracts, reasonCode, reason } =
          await options.certificates.requestEvCertificate(request, once(options))
        return { kind: 'evCertificate', accepted, exiResponse, remainingContracts, reasonCode, reason, fallback: '' }
      },
      () => ({ kind: 'evCertificate', ...failed, fallback: 'failed' }),
    )
}
