// OCPP 1.6 security extension.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { comesIn, isRefused, knock } from './credentials.ts'
import { deliveredCertificate, renewCertificate } from './signing.ts'

async function install(scene: Scene, certificateType: string): Promise<void> {
  const station = await scene.boot()
  const payload = { certificateType, certificate: scene.platform.trust.authorities.station }
  const { request, response } = await scene.exchange(station, 'InstallCertificate', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
  assert.deepEqual(response.body.response, { status: 'Accepted' })
}

async function tellsOf(scene: Scene, station: WireStation, type: string): Promise<void> {
  const event = { type, timestamp: new Date().toISOString() }
  assert.deepEqual(await station.result('SecurityEventNotification', event), {})
  const path = `/v1/stations/${station.id}/security-events?type=${type}`
  await until(async () => (await scene.api.get<{ items: Json[] }>(path)).items.length === 1, { what: type })
}

describe('1.6 security', { concurrency: 8 }, () => {
  certify(['TC_073_CSMS', 'A01.FR.03'], '1.6', 'takes the new password alone, in either form of it', async scene => {
    const { id, password: old } = await scene.register()
    const station = await scene.connect({ id, password: old })
    const rotated = scene.api.send<Json>('POST', `/v1/stations/${id}/password?deliver=true`)
    const asked = await station.expect('ChangeConfiguration')
    const { key, value } = asked.payload
    assert.equal(key, 'AuthorizationKey')
    assert.match(String(value), /^[0-9a-fA-F]{32,40}$/)
    asked.answer({ status: 'Accepted' })
    const { password, delivery } = await rotated
    assert.equal(delivery, 'accepted')
    await comesIn(scene, id, String(password))
    await isRefused(scene, id, old)
  })

  certify(['A01.FR.04'], '1.6', 'keeps the old password when the station does', async scene => {
    const { id, password: old } = await scene.register()
    const station = await scene.connect({ id, password: old })
    const rotated = scene.api.raw('POST', `/v1/stations/${id}/password?deliver=true`)
    const asked = await station.expect('ChangeConfiguration')
    asked.answer({ status: 'Rejected' })
    assert.equal((await rotated).status, 409)
    await comesIn(scene, id, old)
  })

  certify(['TC_074_CSMS', 'A02.FR.11'], '1.6', 'renews the certificate of a station', async scene => {
    const station = await scene.boot()
    const certificate = await renewCertificate(scene, station, { trigger: 'SignChargePointCertificate', fields: {} })
    assert.ok(certificate.verify(new X509Certificate(scene.platform.trust.authorities.station).publicKey))
    assert.partialDeepStrictEqual(await deliveredCertificate(scene, station), { delivery: 'installed' })
  })

  certify(['TC_075_1_CSMS'], '1.6', 'installs a root of the manufacturer', scene =>
    install(scene, 'ManufacturerRootCertificate'),
  )
  certify(['TC_075_2_CSMS'], '1.6', 'installs a root of the central system', scene =>
    install(scene, 'CentralSystemRootCertificate'),
  )

  certify(['TC_076_CSMS'], '1.6', 'deletes a certificate that it has asked for', async scene => {
    const station = await scene.boot()
    const certificateHashData = {
      hashAlgorithm: 'SHA256',
      issuerNameHash: 'a1'.repeat(32),
      issuerKeyHash: 'b2'.repeat(32),
      serialNumber: '0c3d',
    }
    const listed = await scene.exchange(
      station,
      'GetInstalledCertificateIds',
      { certificateType: 'CentralSystemRootCertificate' },
      { status: 'Accepted', certificateHashData: [certificateHashData] },
    )
    const [found] = listed.response.body.response.certificateHashData as Json[]
    const payload = { certificateHashData: found }
    const { request, response } = await scene.exchange(station, 'DeleteCertificate', payload, { status: 'Accepted' })
    assert.deepEqual(request, { certificateHashData })
    assert.deepEqual(response.body.response, { status: 'Accepted' })
  })

  certify(['TC_077_CSMS'], '1.6', 'hears that a station found its certificate invalid', async scene => {
    const station = await scene.boot()
    const signing = { trigger: 'SignChargePointCertificate', fields: {}, verdict: 'Rejected' } as const
    await renewCertificate(scene, station, signing)
    await tellsOf(scene, station, 'InvalidChargePointCertificate')
    assert.partialDeepStrictEqual(await deliveredCertificate(scene, station), { delivery: 'rejected' })
  })

  certify(['TC_078_CSMS'], '1.6', 'hears that a station found a root of ours invalid', async scene => {
    const station = await scene.boot()
    const { authorities } = scene.platform.trust
    const payload = { certificateType: 'CentralSystemRootCertificate', certificate: authorities.v2g }
    const { response } = await scene.exchange(station, 'InstallCertificate', payload, { status: 'Rejected' })
    assert.deepEqual(response.body.response, { status: 'Rejected' })
    await tellsOf(scene, station, 'InvalidCentralSystemCertificate')
  })

  certify(['TC_079_CSMS'], '1.6', 'has a security log uploaded', async scene => {
    const station = await scene.boot()
    const payload = { logType: 'SecurityLog', requestId: 7, log: { remoteLocation: 'https://logs.example/put' } }
    const { request } = await scene.exchange(station, 'GetLog', payload, {
      status: 'Accepted',
      filename: 'security.log',
    })
    assert.deepEqual(request, payload)
    for (const status of ['Uploading', 'Uploaded']) {
      assert.deepEqual(await station.result('LogStatusNotification', { status, requestId: 7 }), {})
    }
  })

  certify(['TC_085_CSMS', 'A00.FR.207'], '1.6', 'lets in the right password, and no other', async scene => {
    const { id, password } = await scene.register()
    assert.equal((await knock(scene, { id, password: `${password}x` })).status, 401)
    assert.equal((await knock(scene, { id, username: `${id}x`, password })).status, 401)
    await comesIn(scene, id, password)
  })

  certify(
    ['TC_088_CSMS'],
    '1.6',
    'agrees on a subprotocol that is spoken here, in the order of the station',
    async scene => {
      const { id, password } = await scene.register()
      const agreed = async (...subprotocols: string[]) =>
        (await knock(scene, { id, password, subprotocols })).subprotocol
      assert.equal(await agreed('ocpp1.6'), 'ocpp1.6')
      assert.equal(await agreed('ocpp1.5', 'ocpp1.6'), 'ocpp1.6')
      assert.equal(await agreed('ocpp1.2', 'ocpp1.5'), '')
    },
  )
})
