// Functional block M, certificate management of ISO 15118 and of roots.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { nextUpdate, ocspStatus } from '../harness/revocation.ts'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'

const hashOf = (hashAlgorithm: string) => ({
  hashAlgorithm,
  issuerNameHash: 'a1'.repeat(32),
  issuerKeyHash: 'b2'.repeat(32),
  serialNumber: '0c3d',
})

async function install(scene: Scene, certificateType: string, status = 'Accepted'): Promise<void> {
  const station = await scene.boot()
  const payload = { certificateType, certificate: scene.platform.trust.authorities.station }
  const { request, response } = await scene.exchange(station, 'InstallCertificate', payload, { status })
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, { status }])
}

/** Asks for the installed certificates of some types, or of all, and is told one of each. */
async function retrieve(scene: Scene, types: string[] | undefined, hashAlgorithm = 'SHA256'): Promise<void> {
  const station = await scene.boot()
  const certificateHashDataChain = (types ?? ['CSMSRootCertificate']).map(certificateType => ({
    certificateType,
    certificateHashData: hashOf(hashAlgorithm),
  }))
  const payload: Json = types === undefined ? {} : { certificateType: types }
  const answer = { status: 'Accepted', certificateHashDataChain }
  const { request, response } = await scene.exchange(station, 'GetInstalledCertificateIds', payload, answer)
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, answer])
}

async function remove(scene: Scene, hashAlgorithm: string, status: string): Promise<void> {
  const station = await scene.boot()
  const certificateHashData = hashOf(hashAlgorithm)
  const installed = [{ certificateType: 'CSMSRootCertificate', certificateHashData }]
  const found = await scene.exchange(
    station,
    'GetInstalledCertificateIds',
    { certificateType: ['CSMSRootCertificate'] },
    { status: 'Accepted', certificateHashDataChain: installed },
  )
  const [listed] = found.response.body.response.certificateHashDataChain as { certificateHashData: Json }[]
  const payload = { certificateHashData: listed?.certificateHashData }
  const { request, response } = await scene.exchange(station, 'DeleteCertificate', payload, { status })
  assert.deepEqual(request, { certificateHashData })
  assert.deepEqual([response.status, response.body.response], [200, { status }])
}

describe('M Certificates on the station', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_M_01_CSMS'], version, 'installs a root of the CSMS', scene => install(scene, 'CSMSRootCertificate'))
    certify(['TC_M_02_CSMS'], version, 'installs a root of the manufacturer', scene =>
      install(scene, 'ManufacturerRootCertificate'),
    )
    certify(['TC_M_03_CSMS'], version, 'installs a V2G root', scene => install(scene, 'V2GRootCertificate'))
    certify(['TC_M_04_CSMS'], version, 'installs a root of a mobility operator', scene =>
      install(scene, 'MORootCertificate'),
    )
    certify(['TC_M_05_CSMS'], version, 'hears that a certificate could not be installed', scene =>
      install(scene, 'CSMSRootCertificate', 'Failed'),
    )
    certify(['TC_M_12_CSMS'], version, 'retrieves roots of the CSMS, by every hash', async scene => {
      for (const hash of ['SHA256', 'SHA384', 'SHA512']) await retrieve(scene, ['CSMSRootCertificate'], hash)
    })
    certify(['TC_M_13_CSMS'], version, 'retrieves roots of the manufacturer', scene =>
      retrieve(scene, ['ManufacturerRootCertificate']),
    )
    certify(['TC_M_14_CSMS'], version, 'retrieves V2G roots', scene => retrieve(scene, ['V2GRootCertificate']))
    certify(['TC_M_15_CSMS'], version, 'retrieves V2G chains', scene => retrieve(scene, ['V2GCertificateChain']))
    certify(['TC_M_16_CSMS'], version, 'retrieves roots of mobility operators', scene =>
      retrieve(scene, ['MORootCertificate']),
    )
    certify(['TC_M_17_CSMS'], version, 'retrieves roots of two kinds', scene =>
      retrieve(scene, ['CSMSRootCertificate', 'ManufacturerRootCertificate']),
    )
    certify(['TC_M_18_CSMS'], version, 'retrieves everything without naming a type', scene =>
      retrieve(scene, undefined),
    )
    certify(['TC_M_19_CSMS'], version, 'hears that there is no such certificate', async scene => {
      const station = await scene.boot()
      const payload = { certificateType: ['ManufacturerRootCertificate'] }
      const { request, response } = await scene.exchange(station, 'GetInstalledCertificateIds', payload, {
        status: 'NotFound',
      })
      assert.deepEqual(request, payload)
      assert.deepEqual(response.body.response, { status: 'NotFound' })
    })
    certify(['TC_M_20_CSMS'], version, 'deletes what it retrieved, by every hash', async scene => {
      for (const hash of ['SHA256', 'SHA384', 'SHA512']) await remove(scene, hash, 'Accepted')
    })
    certify(['TC_M_21_CSMS'], version, 'hears that a certificate could not be deleted', scene =>
      remove(scene, 'SHA256', 'Failed'),
    )
  }

  certify(['TC_M_101_CSMS'], '2.1', 'installs a root of vehicle makers', scene => install(scene, 'OEMRootCertificate'))
})

describe('M Certificates asked about by the station', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_M_24_CSMS', 'M06.FR.02', 'M06.FR.03'], version, "hands on the responder's answer", async scene => {
      const station = await scene.boot()
      const { hashData, url } = scene.platform.trust
      for (const [serial, expected] of [
        ['0a01', 'good'],
        ['0aff', 'revoked'],
      ] as const) {
        const ocspRequestData = { ...hashData(serial), responderURL: url }
        const { status, ocspResult } = await station.result('GetCertificateStatus', { ocspRequestData })
        assert.equal(status, 'Accepted')
        assert.equal(ocspStatus(String(ocspResult)), expected)
      }
    })

    certify(['M06.FR.04'], version, 'asks no responder that is not allowed', async scene => {
      const station = await scene.boot()
      const ocspRequestData = { ...scene.platform.trust.hashData('0a01'), responderURL: 'http://169.254.169.254/' }
      assert.partialDeepStrictEqual(await station.result('GetCertificateStatus', { ocspRequestData }), {
        status: 'Failed',
        statusInfo: { reasonCode: 'InvalidURL' },
      })
    })

    certify(['TC_M_26_CSMS', 'M01.FR.01'], version, 'has a contract certificate installed', async scene => {
      assert.deepEqual(await contract(scene, { action: 'Install' }), {
        status: 'Accepted',
        exiResponse: Buffer.from('Install AAEC').toString('base64'),
      })
    })

    certify(['TC_M_28_CSMS', 'M02.FR.01'], version, 'has a contract certificate updated', async scene => {
      assert.deepEqual(await contract(scene, { action: 'Update' }), {
        status: 'Accepted',
        exiResponse: Buffer.from('Update AAEC').toString('base64'),
      })
    })
  }

  certify(['TC_M_100_CSMS', 'M01.FR.04'], '2.1', 'says how many contracts remain (ISO 15118-20)', async scene => {
    const more = { action: 'Install', maximumContractCertificateChains: 2, prioritizedEMAIDs: ['DE-ABC-123'] }
    assert.partialDeepStrictEqual(await contract(scene, more), { status: 'Accepted', remainingContracts: 1 })
  })

  certify(
    ['M07.FR.03', 'M07.FR.05', 'M07.FR.06', 'M07.FR.07', 'M07.FR.08'],
    '2.1',
    'tells the status of a chain by responder and by list',
    async scene => {
      const station = await scene.boot()
      const { hashData, url } = scene.platform.trust
      const about = (serial: string, source: string, address: string) => ({
        certificateHashData: hashData(serial),
        source,
        urls: [address],
      })
      const certificateStatusRequests = [
        about('0aff', 'OCSP', url),
        about('0aff', 'CRL', `${url}crl`),
        about('0a01', 'CRL', `${url}crl`),
        about('0a01', 'CRL', 'http://127.0.0.1:1/crl'),
      ]
      const answer = await station.result('GetCertificateChainStatus', { certificateStatusRequests })
      const statuses = answer.certificateStatus as Json[]
      assert.deepEqual(
        statuses.map(({ status }) => status),
        ['Revoked', 'Revoked', 'Good', 'Failed'],
      )
      assert.deepEqual(
        statuses.map(({ certificateHashData }) => certificateHashData),
        certificateStatusRequests.map(({ certificateHashData }) => certificateHashData),
      )
      assert.equal(statuses[0]?.nextUpdate, nextUpdate)
    },
  )
})

async function contract(scene: Scene, more: Json): Promise<Json> {
  const station = await scene.boot()
  const payload = { iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef', exiRequest: 'AAEC', ...more }
  return station.result('Get15118EVCertificate', payload)
}
