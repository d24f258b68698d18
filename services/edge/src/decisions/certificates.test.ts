// What stations decides about certificates, and what stands in for it.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { QuestionOf } from '@chargeplane/ocpp'
import { CertificateServiceService } from '@chargeplane/proto/stations/v1/certificates'
import { implement, type MethodsOf, type RpcServer, rpcClient, serveRpc } from '@chargeplane/rpc'
import { away, silence } from '../testing/owners.ts'
import {
  type CertificateOptions,
  decideCertificateStatus,
  decideEvCertificate,
  decideSignCertificate,
} from './certificates.ts'

const asking = { tenant: 'acme', station: 'CP-1' }
const about = { tenant: 'acme', stationId: 'CP-1' }
const sign: QuestionOf<'signCertificate'> = {
  kind: 'signCertificate',
  csr: 'PEM',
  certificateType: 'V2GCertificate',
  requestId: 7n,
}
const hashes = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '0c' }
const status: QuestionOf<'certificateStatus'> = {
  kind: 'certificateStatus',
  certificates: [
    { ...hashes, source: 'OCSP', urls: ['http://a.example'] },
    { ...hashes, source: 'CRL', urls: ['http://b.example'] },
  ],
}
const contract: QuestionOf<'evCertificate'> = {
  kind: 'evCertificate',
  schemaVersion: 'urn:iso:15118:2:2013:MsgDef',
  action: 'Install',
  exiRequest: 'AAEC',
  maximumContractCertificateChains: 0,
  prioritizedEmaids: ['DE-ABC'],
}

type Certificates = MethodsOf<CertificateServiceService>

describe('what stations decides about certificates', () => {
  let server: RpcServer
  let options: CertificateOptions
  let asked: unknown[]
  let owner: Partial<Certificates>

  before(async () => {
    const answer = <T>(request: unknown, given: Promise<T> = silence()): Promise<T> => {
      asked.push(request)
      return given
    }
    const service = implement(CertificateServiceService, {
      signCertificate: (request, call) => answer(request, owner.signCertificate?.(request, call)),
      checkCertificates: (request, call) => answer(request, owner.checkCertificates?.(request, call)),
      requestEvCertificate: (request, call) => answer(request, owner.requestEvCertificate?.(request, call)),
      listIssuedCertificates: () => Promise.reject(fail('internal', 'not for edges')),
    })
    server = await serveRpc({ host: '127.0.0.1', port: 0, services: [service] })
    const certificates = rpcClient(CertificateServiceService, `127.0.0.1:${server.port}`)
    options = { certificates, certificateDeadlineMs: 300 }
  })
  beforeEach(() => {
    asked = []
    owner = {}
  })
  after(async () => {
    options.certificates.close()
    await server.close()
  })

  it('hands on a signing request and its decision', async () => {
    const decision = { accepted: true, reasonCode: '', reason: '', serialNumber: '0a' }
    owner = { signCertificate: async () => decision }
    assert.deepEqual(await decideSignCertificate(options)(sign, asking), {
      kind: 'signCertificate',
      ...decision,
      fallback: '',
    })
    assert.deepEqual(asked, [{ ...about, csr: 'PEM', certificateType: 'V2GCertificate', requestId: 7n }])
  })

  it('hands on certificates to check, and what was found out about each', async () => {
    const good = { status: 'Good', nextUpdate: '', ocspResponse: 'AA==', reasonCode: '', reason: '' }
    owner = { checkCertificates: async () => ({ checks: [good, good] }) }
    const decision = await decideCertificateStatus(options)(status, asking)
    assert.deepEqual(decision, { kind: 'certificateStatus', checks: [good, good], fallback: '' })
    assert.deepEqual(asked, [{ ...about, certificates: status.certificates }])
  })

  it("hands on a vehicle's request, none of its numbers lost, and the provider's answer", async () => {
    const given = { accepted: true, exiResponse: 'AwQF', remainingContracts: 0, reasonCode: '', reason: '' }
    owner = { requestEvCertificate: async () => given }
    const decision = await decideEvCertificate(options)(contract, asking)
    assert.deepEqual(decision, { kind: 'evCertificate', ...given, fallback: '' })
    const { kind: _, schemaVersion: iso15118SchemaVersion, ...told } = contract
    assert.deepEqual(asked, [{ ...about, iso15118SchemaVersion, ...told }])
  })

  it('rejects and fails, and says so, while its owner is away or silent; nobody is asked twice', async () => {
    owner = { signCertificate: () => Promise.reject(away), checkCertificates: () => Promise.reject(away) }
    const signing = await decideSignCertificate(options)(sign, asking)
    assert.deepEqual([signing.accepted, signing.reasonCode, signing.fallback], [false, 'InternalError', 'rejected'])
    const checking = await decideCertificateStatus(options)(status, asking)
    assert.deepEqual(
      checking.checks.map(check => check.status),
      ['Failed', 'Failed'],
    )
    assert.equal(checking.fallback, 'failed')
    const vehicle = await decideEvCertificate(options)(contract, asking)
    assert.deepEqual([vehicle.accepted, vehicle.fallback], [false, 'failed'])
    assert.equal(asked.length, 3)
  })
})
