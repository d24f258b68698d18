// A station's key and certificate on their way, for every version.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { organization, signingRequest } from '../harness/trust.ts'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'

export interface Signing {
  /** What the station is triggered for. */
  trigger: string
  /** In SignCertificate, and expected back. */
  fields: Json
  /** CN; default the station's identity. */
  name?: string
  /** What the station says of the certificate. */
  verdict?: 'Accepted' | 'Rejected'
}

/** Trigger, signing request, certificate (A02): asserts what the platform sends and hands back the certificate. */
export async function renewCertificate(scene: Scene, station: WireStation, signing: Signing): Promise<X509Certificate> {
  const { trigger, fields, verdict = 'Accepted' } = signing
  const action = scene.version === '1.6' ? 'ExtendedTriggerMessage' : 'TriggerMessage'
  const { request } = await scene.exchange(station, action, { requestedMessage: trigger }, { status: 'Accepted' })
  assert.equal(request.requestedMessage, trigger)
  const csr = await signingRequest(`CN=${signing.name ?? station.id},O=${organization}`)
  assert.equal((await station.result('SignCertificate', { csr, ...fields })).status, 'Accepted')
  const asked = await station.expect('CertificateSigned')
  const { certificateChain, ...more } = asked.payload
  assert.deepEqual(more, fields)
  asked.answer({ status: verdict })
  return new X509Certificate(String(certificateChain))
}

/** The newest certificate of a station as the API shows it, once its delivery has come to an end. */
export async function deliveredCertificate(scene: Scene, station: WireStation): Promise<Json> {
  return until(
    async () => {
      const { items } = await scene.api.get<{ items: Json[] }>(`/v1/stations/${station.id}/certificates`)
      const [newest] = items
      return newest?.delivery === 'signed' || newest?.delivery === 'waiting' ? undefined : newest
    },
    { what: 'the delivery of the certificate to end' },
  )
}
