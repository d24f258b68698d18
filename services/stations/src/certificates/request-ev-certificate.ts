import { toFailure } from '@chargeplane/failure'
import type {
  RequestEvCertificateRequest,
  RequestEvCertificateResponse,
} from '@chargeplane/proto/stations/v1/certificates'
import { z } from 'zod'
import { checkAddress } from '../identity.ts'
import type { Outgoing } from './outgoing.ts'
import { isRefusal, type Refusal, refusal } from './refusal.ts'

interface ProviderNeeds {
  /** Of the contract certificate provider; undefined: there is none. */
  providerUrl: string | undefined
  outgoing: Outgoing
}

const maxBytes = 65_536

/** What a provider answers. docs/operating.md has the contract. */
const answer = z.object({
  status: z.enum(['Accepted', 'Failed']),
  exiResponse: z.string().max(17_000).default(''),
  remainingContracts: z.int().min(0).max(2_147_483_647).optional(),
  reason: z.string().max(500).default(''),
})

/** Hands a vehicle's wish for a contract certificate on to the provider, and its answer back (OCPP M01, M02). Which contract comes next is the provider's to know (M01.FR.07). */
export function requestEvCertificate(needs: ProviderNeeds) {
  return async (request: RequestEvCertificateRequest): Promise<RequestEvCertificateResponse> => {
    checkAddress(request)
    const given = await ask(needs, request)
    if (isRefusal(given)) return { accepted: false, exiResponse: '', remainingContracts: undefined, ...given }
    const { exiResponse, remainingContracts } = given
    return { accepted: true, exiResponse, remainingContracts, reasonCode: '', reason: '' }
  }
}

async function ask(
  { providerUrl, outgoing }: ProviderNeeds,
  { prioritizedEmaids, ...request }: RequestEvCertificateRequest,
): Promise<z.output<typeof answer> | Refusal> {
  if (providerUrl === undefined) return refusal('NoProvider', 'no contract certificate provider is configured')
  const body = JSON.stringify({ ...request, prioritizedEMAIDs: prioritizedEmaids })
  try {
    const post = { contentType: 'application/json', body }
    const given = answer.parse(JSON.parse(Buffer.from(await outgoing({ url: providerUrl, post, maxBytes })).toString()))
    return given.status === 'Accepted' ? given : refusal('ProviderFailed', given.reason)
  } catch (error) {
    const isSilent = toFailure(error).code === 'unavailable'
    return refusal('NoAnswer', isSilent ? 'the contract certificate provider did not answer' : 'it answered nonsense')
  }
}
