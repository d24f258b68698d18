import { toFailure } from '@chargeplane/failure'
import type {
  CertificateCheck,
  CertificateToCheck,
  CheckCertificatesRequest,
  CheckCertificatesResponse,
} from '@chargeplane/proto/stations/v1/certificates'
import { checkAddress } from '../identity.ts'
import { readCrl } from './crl.ts'
import { isReadable, ocspRequest, readOcspResponse } from './ocsp.ts'
import type { Outgoing } from './outgoing.ts'
import { isRefusal, type Refusal, refusal } from './refusal.ts'

interface CheckNeeds {
  outgoing: Outgoing
  now(): Date
}

/** Past what 2.1 can carry (18000 characters of base64). */
const maxOcspBytes = 16_384
const maxCrlBytes = 4_194_304

type Found = Omit<CertificateCheck, 'reasonCode' | 'reason'>

/** Asks about all certificates at the same time (OCPP M06, M07, C07). One that can't be checked is Failed, and says why; the others stand. */
export function checkCertificates(needs: CheckNeeds) {
  return async (request: CheckCertificatesRequest): Promise<CheckCertificatesResponse> => {
    checkAddress(request)
    return { checks: await Promise.all(request.certificates.map(certificate => check(needs, certificate))) }
  }
}

/** The first address that gives an answer decides (M07.FR.01). */
async function check(needs: CheckNeeds, certificate: CertificateToCheck): Promise<CertificateCheck> {
  if (!isReadable(certificate))
    return failed(refusal('InvalidValue', 'the hash data is not hex, or of an unknown algorithm'))
  let last = refusal('InvalidURL', 'no address was given')
  for (const url of certificate.urls) {
    const found = await ask(needs, certificate, url)
    if (!isRefusal(found)) return { ...found, reasonCode: '', reason: '' }
    last = found
  }
  return failed(last)
}

async function ask(needs: CheckNeeds, certificate: CertificateToCheck, url: string): Promise<Found | Refusal> {
  try {
    return certificate.source === 'CRL' ? await askCrl(needs, certificate, url) : await askOcsp(needs, certificate, url)
  } catch (error) {
    const { code, message } = toFailure(error)
    return refusal(code === 'permission_denied' ? 'InvalidURL' : 'NoAnswer', message)
  }
}

async function askOcsp(
  { outgoing }: CheckNeeds,
  certificate: CertificateToCheck,
  url: string,
): Promise<Found | Refusal> {
  const post = { contentType: 'application/ocsp-request', body: ocspRequest(certificate) }
  const der = await outgoing({ url, post, maxBytes: maxOcspBytes })
  const read = readOcspResponse(der, certificate)
  if (read === undefined) return refusal('NoAnswer', 'the responder gave no answer about this certificate')
  return { ...shown(read), ocspResponse: Buffer.from(der).toString('base64') }
}

async function askCrl(needs: CheckNeeds, certificate: CertificateToCheck, url: string): Promise<Found | Refusal> {
  const read = readCrl(await needs.outgoing({ url, maxBytes: maxCrlBytes }), certificate, needs.now())
  if (read === undefined) return refusal('NoAnswer', 'that is no current list of the issuer of this certificate')
  return { ...shown(read), ocspResponse: '' }
}

const shown = ({ status, nextUpdate }: { status: string; nextUpdate: Date | undefined }) => ({
  status,
  nextUpdate: nextUpdate?.toISOString() ?? '',
})

function failed(why: Refusal): CertificateCheck {
  return { status: 'Failed', nextUpdate: '', ocspResponse: '', ...why }
}
