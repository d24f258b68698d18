import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RequestEvCertificateRequest } from '@chargeplane/proto/stations/v1/certificates'
import { type Answering, serveHttp } from '../testing/http-server.ts'
import { openOutgoing } from './outgoing.ts'
import { requestEvCertificate } from './request-ev-certificate.ts'

const request = RequestEvCertificateRequest.fromPartial({
  tenant: 'default',
  stationId: 'CP-1',
  iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef',
  action: 'Install',
  exiRequest: 'AAEC',
  maximumContractCertificateChains: 2,
  prioritizedEmaids: ['DE-ABC'],
})

describe('requestEvCertificate', () => {
  let provider: Answering
  before(async () => {
    provider = await serveHttp()
  })
  after(() => provider.close())

  const ask = (providerUrl: string | undefined) =>
    requestEvCertificate({ providerUrl, outgoing: openOutgoing({ allowedHosts: ['127.0.0.1'], timeoutMs: 300 }) })(
      request,
    )

  it('hands the request on and the answer back (M01.FR.01, FR.04)', async () => {
    provider.answer = () => ({
      body: JSON.stringify({ status: 'Accepted', exiResponse: 'AwQF', remainingContracts: 1 }),
    })
    const given = { accepted: true, exiResponse: 'AwQF', remainingContracts: 1, reasonCode: '', reason: '' }
    assert.deepEqual(await ask(provider.url), given)
    assert.deepEqual(JSON.parse(String(provider.asked.at(-1)?.body)), {
      tenant: 'default',
      stationId: 'CP-1',
      iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef',
      action: 'Install',
      exiRequest: 'AAEC',
      maximumContractCertificateChains: 2,
      prioritizedEMAIDs: ['DE-ABC'],
    })
  })

  it('fails with a reason: no provider, its own refusal, silence, nonsense', async () => {
    assert.equal((await ask(undefined)).reasonCode, 'NoProvider')
    provider.answer = () => ({ body: JSON.stringify({ status: 'Failed', reason: 'no contract' }) })
    assert.partialDeepStrictEqual(await ask(provider.url), {
      accepted: false,
      reasonCode: 'ProviderFailed',
      reason: 'no contract',
    })
    provider.answer = () => 'never'
    assert.equal((await ask(provider.url)).reasonCode, 'NoAnswer')
    for (const body of ['<html>', '{}', '{"status":"Accepted","remainingContracts":-1}']) {
      provider.answer = () => ({ body })
      assert.deepEqual([(await ask(provider.url)).accepted, (await ask(provider.url)).reasonCode], [false, 'NoAnswer'])
    }
  })
})
