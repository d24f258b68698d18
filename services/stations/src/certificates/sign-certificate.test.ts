import assert from 'node:assert/strict'
import { createHash, X509Certificate as NodeCertificate } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { StationBooted } from '@chargeplane/proto/ocpp/v1/stations'
import { SignCertificateRequest } from '@chargeplane/proto/stations/v1/certificates'
import { stationBooted } from '../events/station-booted.ts'
import { createAuthority, ecKeys, requestFor } from '../testing/authority.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { type Authority, loadAuthority } from './authority.ts'
import { listIssuedCertificates } from './list-issued.ts'
import { signCertificate } from './sign-certificate.ts'

let bench: Bench
let files: Awaited<ReturnType<typeof createAuthority>>
let authority: Authority | undefined
before(async () => {
  bench = await openBench()
  files = await createAuthority()
  authority = await loadAuthority({ ...files, setting: 'STATIONS_CA' })
  for (const [stationId, serialNumber] of [
    ['CP-1', 'SN-1'],
    ['CP-2', 'SN-2'],
  ] as const) {
    await bench.register(stationId)
    const booted = StationBooted.fromPartial({ origin: origin(10, 1, 1, stationId), serialNumber })
    await bench.receive(stationBooted, 'chargeplane.ocpp.v1.StationBooted', booted)
  }
})
after(() => Promise.all([bench.close(), files.close()]))
beforeEach(() => bench.database.query('DELETE FROM issued_certificates'))

function sign(csr: string, more: Partial<SignCertificateRequest> = {}, authorities = { station: authority }) {
  const given = { station: authorities.station, v2g: undefined }
  const needs = { database: bench.database, authorities: given, organization: 'Operator', certificateDays: 30 }
  const request = SignCertificateRequest.fromPartial({ tenant: 'default', stationId: 'CP-1', csr, ...more })
  return signCertificate(needs)(request)
}

const issued = () =>
  listIssuedCertificates(bench.database)({ tenant: 'default', stationId: 'CP-1', pageSize: 0, pageToken: '' })

describe('signCertificate', () => {
  it("signs for the station's serial number: a certificate that openssl takes, below our CA (A02.FR.11)", async () => {
    const signed = await sign(await requestFor('C=NL,CN=SN-1,O=Operator'))
    assert.deepEqual({ ...signed, serialNumber: '' }, { accepted: true, reasonCode: '', reason: '', serialNumber: '' })
    const [row] = (await issued()).certificates
    assert.deepEqual([row?.serialNumber, row?.delivery, row?.certificateType], [signed.serialNumber, 'signed', ''])
    const [leaf = '', issuing = '', ...more] = (row?.chain ?? '').split(/(?<=-----END CERTIFICATE-----\n)/)
    assert.equal(more.length, 0, 'the root is not sent')
    const certificate = new NodeCertificate(leaf)
    assert.ok(certificate.verify(new NodeCertificate(issuing).publicKey))
    assert.ok(certificate.checkIssued(new NodeCertificate(issuing)))
    assert.equal(certificate.serialNumber.toLowerCase(), signed.serialNumber)
    assert.equal(certificate.subject, 'C=NL\nO=Operator\nCN=SN-1')
    assert.equal(certificate.ca, false)
    assert.equal(certificate.keyUsage, undefined, 'no extended key usage (A00.FR.514)')
    assert.equal(certificate.subjectAltName, undefined)
    assert.equal(row?.fingerprint, createHash('sha256').update(certificate.raw).digest('hex'))
    const days = (new Date(certificate.validTo).getTime() - Date.now()) / 86_400_000
    assert.ok(days > 29 && days < 31, `${days} days`)
    assert.ok(new Date(certificate.validFrom).getTime() < Date.now())
  })

  it('signs for the identity too, in any case, and not twice for one request (A02.FR.17)', async () => {
    const csr = await requestFor('CN=cp-1,O=Operator')
    const first = await sign(csr, { requestId: 1n })
    const again = await sign(csr, { requestId: 2n })
    assert.equal(again.serialNumber, first.serialNumber)
    assert.equal((await issued()).certificates.length, 1)
    const [row] = await bench.database.query<{ request_id: bigint }>('SELECT request_id FROM issued_certificates')
    assert.equal(row?.request_id, 2n)
    const other = await sign(csr, { certificateType: 'ChargingStationCertificate' })
    assert.notEqual(other.serialNumber, first.serialNumber)
  })

  it('makes a new one where the station has rejected the first', async () => {
    const csr = await requestFor('CN=CP-1,O=Operator')
    const first = await sign(csr)
    await bench.database.query("UPDATE issued_certificates SET delivery = 'rejected'")
    assert.notEqual((await sign(csr)).serialNumber, first.serialNumber)
  })

  it("promise 14: signs for no other name, least of all another station's (A00.FR.511)", async () => {
    for (const [name, reason] of [
      ['CN=SN-2,O=Operator', /another station/],
      ['CN=CP-2,O=Operator', /another station/],
      ['CN=SN-3,O=Operator', /neither the station's serial number nor its identity/],
      ['CN=SN-1,O=Rival', /O is not Operator/],
    ] as const) {
      const { accepted, reasonCode, reason: said, serialNumber } = await sign(await requestFor(name))
      assert.deepEqual([accepted, reasonCode, serialNumber], [false, 'InvalidCSR', ''], name)
      assert.match(said, reason)
    }
    assert.equal((await issued()).certificates.length, 0)
  })

  it('rejects what no authority is there for (A02.FR.12), and a flood', async () => {
    const csr = await requestFor('CN=CP-1,O=Operator')
    assert.equal((await sign(csr, { certificateType: 'V2GCertificate' })).reasonCode, 'NoCA')
    assert.equal((await sign(csr, {}, { station: undefined })).reasonCode, 'NoCA')
    const keys = await ecKeys()
    for (let i = 0; i < 20; i++) assert.ok((await sign(await requestFor('CN=CP-1,O=Operator', keys))).accepted)
    assert.equal((await sign(await requestFor('CN=CP-1,O=Operator', keys))).reasonCode, 'TooManyRequests')
    assert.equal((await sign(csr, { stationId: 'CP-2' })).reasonCode, 'InvalidCSR')
  })

  it('is not_found for a station that is not registered', async () => {
    await assert.rejects(sign(await requestFor('CN=CP-9,O=Operator'), { stationId: 'CP-9' }), { code: 'not_found' })
  })
})

describe('V2G certificates', () => {
  it('are for a SeccId that the station has reported, where it has', async () => {
    const authorities = { station: undefined, v2g: authority }
    const needs = { database: bench.database, authorities, organization: 'Operator', certificateDays: 30 }
    const of = async (csr: string) =>
      signCertificate(needs)({
        tenant: 'default',
        stationId: 'CP-1',
        csr,
        certificateType: 'V2GCertificate',
        requestId: undefined,
      })
    assert.ok((await of(await requestFor('CN=SECC-1,O=Hubject,DC=CPO'))).accepted)
    await bench.database.query(
      `INSERT INTO variables VALUES ('default', 'cp-1', 'ISO15118Ctrlr', '', 1, 0, 'SeccId', '', 'Actual', 'SECC-9', '', 10, 1)`,
    )
    assert.match((await of(await requestFor('CN=SECC-1,O=Hubject'))).reason, /no SeccId/)
    assert.ok((await of(await requestFor('CN=SECC-9,O=Hubject'))).accepted)
  })
})

describe('listIssuedCertificates', () => {
  it('gives pages, newest first, and tells an unknown station', async () => {
    for (let i = 0; i < 3; i++) await sign(await requestFor('CN=CP-1,O=Operator'))
    const list = (pageToken: string, stationId = 'CP-1') =>
      listIssuedCertificates(bench.database)({ tenant: 'default', stationId, pageSize: 2, pageToken })
    const first = await list('')
    const second = await list(first.nextPageToken)
    assert.deepEqual([first.certificates.length, second.certificates.length, second.nextPageToken], [2, 1, ''])
    const times = [...first.certificates, ...second.certificates].map(({ issuedAt }) => issuedAt)
    assert.deepEqual(times, [...times].sort().reverse())
    assert.deepEqual((await list('', 'CP-2')).certificates, [])
    await assert.rejects(list('', 'CP-9'), { code: 'not_found' })
  })
})
