// Functional block A, security: credentials, certificates of stations, security events.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe } from 'node:test'
import { organization, signingRequest } from '../harness/trust.ts'
import { until } from '../harness/until.ts'
import type { Json } from '../harness/wire-station.ts'
import { certify } from './certify.ts'
import { comesIn, isRefused, knock } from './credentials.ts'
import { deliveredCertificate, renewCertificate } from './signing.ts'

const rotate = '/password?deliver=true'

describe('A Security: who comes in', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_A_01_CSMS', 'A00.FR.204'], version, 'lets in the right password under the right name', async scene => {
      const { id, password } = await scene.register()
      const station = await scene.connect({ id, password })
      const boot = { reason: 'PowerUp', chargingStation: { vendorName: 'Certified', model: 'C2' } }
      assert.equal((await station.result('BootNotification', boot)).status, 'Accepted')
      const status = { timestamp: new Date().toISOString(), connectorStatus: 'Available', evseId: 1, connectorId: 1 }
      assert.deepEqual(await station.result('StatusNotification', status), {})
    })

    certify(['TC_A_02_CSMS', 'A00.FR.207'], version, 'refuses a name that is not that of the address', async scene => {
      const { id, password } = await scene.register()
      const other = await scene.register()
      assert.equal((await knock(scene, { id, username: other.id, password })).status, 401)
      assert.equal((await knock(scene, { id, username: other.id, password: other.password })).status, 401)
      assert.equal((await knock(scene, { id, password })).status, 101)
    })

    certify(['TC_A_03_CSMS', 'A00.FR.207'], version, 'refuses a wrong password', async scene => {
      const { id, password } = await scene.register()
      assert.equal((await knock(scene, { id, password: `${password}x` })).status, 401)
      assert.equal((await knock(scene, { id, password: '' })).status, 401)
      assert.equal((await knock(scene, { id, password })).status, 101)
    })

    certify(['TC_A_09_CSMS', 'A01.FR.02', 'A01.FR.03'], version, 'takes the new password alone', async scene => {
      const { id, password: old } = await scene.register()
      const station = await scene.connect({ id, password: old })
      const rotated = scene.api.send<Json>('POST', `/v1/stations/${id}${rotate}`)
      const asked = await station.expect('SetVariables')
      const [data] = asked.payload.setVariableData as Json[]
      assert.partialDeepStrictEqual(data, {
        component: { name: 'SecurityCtrlr' },
        variable: { name: 'BasicAuthPassword' },
      })
      const { component, variable } = data ?? {}
      asked.answer({ setVariableResult: [{ attributeStatus: 'Accepted', component, variable }] })
      const { password, delivery } = await rotated
      assert.deepEqual([delivery, password], ['accepted', data?.attributeValue])
      await comesIn(scene, id, String(password))
      await isRefused(scene, id, old)
    })

    certify(['TC_A_10_CSMS', 'A01.FR.04'], version, 'keeps the old password when the station does', async scene => {
      const { id, password: old } = await scene.register()
      const station = await scene.connect({ id, password: old })
      const rotated = scene.api.raw('POST', `/v1/stations/${id}${rotate}`)
      const asked = await station.expect('SetVariables')
      const [data] = asked.payload.setVariableData as Json[]
      const { component, variable, attributeValue } = data ?? {}
      asked.answer({ setVariableResult: [{ attributeStatus: 'Rejected', component, variable }] })
      const { status, body } = await rotated
      assert.equal(status, 409)
      assert.match(String((body as Json).detail), /its password stays/)
      await comesIn(scene, id, old)
      await isRefused(scene, id, String(attributeValue))
    })

    certify(['A05.FR.04'], version, 'prepares a station for a higher security profile', async scene => {
      const station = await scene.boot()
      const connectionData = {
        messageTimeout: 30,
        ocppCsmsUrl: 'wss://csms.example/ocpp',
        ocppInterface: 'Wired0',
        ocppTransport: 'JSON',
        ocppVersion: 'OCPP20',
        securityProfile: 2,
      }
      const profile = { configurationSlot: 2, connectionData }
      const set = await scene.exchange(station, 'SetNetworkProfile', profile, { status: 'Accepted' })
      assert.deepEqual(set.request, profile)
      const component = { name: 'OCPPCommCtrlr' }
      const variable = { name: 'NetworkConfigurationPriority' }
      const first = await scene.exchange(
        station,
        'SetVariables',
        { setVariableData: [{ component, variable, attributeValue: '2,1' }] },
        { setVariableResult: [{ attributeStatus: 'Accepted', component, variable }] },
      )
      assert.equal(first.response.status, 200)
      const reset = await scene.exchange(station, 'Reset', { type: 'OnIdle' }, { status: 'Accepted' })
      assert.deepEqual(reset.request, { type: 'OnIdle' })
    })
  }
})

describe('A Security: certificates of stations', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_A_11_CSMS', 'A02.FR.11', 'A02.FR.14'], version, 'renews the certificate of a station', async scene => {
      const station = await scene.boot()
      const fields = { certificateType: 'ChargingStationCertificate' }
      const certificate = await renewCertificate(scene, station, { trigger: 'SignChargingStationCertificate', fields })
      assert.ok(certificate.verify(new X509Certificate(scene.platform.trust.authorities.station).publicKey))
      assert.equal(certificate.subject, `O=${organization}\nCN=${station.id}`)
      assert.partialDeepStrictEqual(await deliveredCertificate(scene, station), {
        ...fields,
        delivery: 'installed',
        serialNumber: certificate.serialNumber.toLowerCase(),
      })
    })

    certify(
      ['TC_A_12_CSMS', 'A02.FR.11'],
      version,
      'renews a V2G certificate, below its own authority',
      async scene => {
        const station = await scene.boot()
        const fields = { certificateType: 'V2GCertificate' }
        const signing = { trigger: 'SignV2GCertificate', fields, name: 'NL*ABC*S1' }
        const certificate = await renewCertificate(scene, station, signing)
        assert.ok(certificate.verify(new X509Certificate(scene.platform.trust.authorities.v2g).publicKey))
      },
    )

    certify(['TC_A_14_CSMS'], version, 'leaves it at that when the station rejects its certificate', async scene => {
      const station = await scene.boot()
      const fields = { certificateType: 'ChargingStationCertificate' }
      const signing = { trigger: 'SignChargingStationCertificate', fields, verdict: 'Rejected' } as const
      await renewCertificate(scene, station, signing)
      assert.partialDeepStrictEqual(await deliveredCertificate(scene, station), { delivery: 'rejected' })
    })

    certify(['A02.FR.12'], version, "rejects a request for another station's name", async scene => {
      const station = await scene.boot()
      const other = await scene.register()
      const csr = await signingRequest(`CN=${other.id},O=${organization}`)
      assert.partialDeepStrictEqual(await station.result('SignCertificate', { csr }), {
        status: 'Rejected',
        statusInfo: { reasonCode: 'InvalidCSR' },
      })
      const nonsense = await station.result('SignCertificate', { csr: 'nonsense' })
      assert.equal(nonsense.status, 'Rejected')
    })

    certify(['A04.FR.02', 'A04.FR.03'], version, 'confirms security events and shows each once', async scene => {
      const station = await scene.boot()
      const event = { type: 'TamperDetectionActivated', timestamp: '2026-01-01T10:00:00.000Z', techInfo: 'lid' }
      for (let i = 0; i < 2; i++) assert.deepEqual(await station.result('SecurityEventNotification', event), {})
      assert.deepEqual(await station.result('SecurityEventNotification', { ...event, type: 'Restarted' }), {})
      const items = await until(
        async () => {
          const page = await scene.api.get<{ items: Json[] }>(`/v1/stations/${station.id}/security-events`)
          return page.items.length >= 2 && page.items
        },
        { what: 'the security events' },
      )
      assert.deepEqual(items.map(({ type }) => type).sort(), ['Restarted', 'TamperDetectionActivated'])
    })
  }

  certify(['TC_A_13_CSMS', 'A02.FR.11'], '2.0.1', 'renews one certificate for both uses', async scene => {
    const station = await scene.boot()
    const certificate = await renewCertificate(scene, station, { trigger: 'SignCombinedCertificate', fields: {} })
    assert.equal(certificate.subject, `O=${organization}\nCN=${station.id}`)
    assert.ok(certificate.serialNumber.length > 0)
  })

  certify(['A02.FR.25', 'A03.FR.21'], '2.1', 'sends the request id back with the certificate', async scene => {
    const station = await scene.boot()
    const fields = { certificateType: 'V2G20Certificate', requestId: 42 }
    await renewCertificate(scene, station, { trigger: 'SignV2G20Certificate', fields, name: 'NL*ABC*S1' })
  })

  certify(['A02.FR.17'], '2.0.1', 'brings the certificate to the next session of a station that left', async scene => {
    const registered = await scene.register()
    const station = await scene.connect(registered)
    const boot = { reason: 'PowerUp', chargingStation: { vendorName: 'Certified', model: 'C2' } }
    await station.result('BootNotification', boot)
    const csr = await signingRequest(`CN=${station.id},O=${organization}`)
    assert.equal((await station.result('SignCertificate', { csr })).status, 'Accepted')
    const unanswered = await station.expect('CertificateSigned')
    await station.close()
    const back = await scene.connect(registered)
    const again = await back.expect('CertificateSigned')
    assert.deepEqual(again.payload, unanswered.payload)
    again.answer({ status: 'Accepted' })
    assert.partialDeepStrictEqual(await deliveredCertificate(scene, back), { delivery: 'installed' })
  })
})
