// Functional block N, customer information (N09, N10): what a station has on a person is told, and cleared.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { confirmed, told } from './told.ts'

const generatedAt = '2026-03-01T10:00:00Z'

/** Asks about a customer and has the station answer; what arrived there is what was asked for. */
async function ask(scene: Scene, station: WireStation, payload: Json, status = 'Accepted'): Promise<string> {
  const { request, response } = await scene.exchange(station, 'CustomerInformation', payload, { status })
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, { status }])
  return response.body.commandId
}

const says = (station: WireStation, requestId: number, ...texts: string[]) =>
  confirmed(
    station,
    'NotifyCustomerInformation',
    ...texts.map((data, seqNo) => ({ requestId, data, seqNo, generatedAt, tbc: seqNo < texts.length - 1 })),
  )

const shows = (scene: Scene, station: WireStation, requestId: number, text: string) =>
  told(scene, station, `customer-information/${requestId}`, { complete: true, text })

const idToken = async (scene: Scene) => ({ idToken: { idToken: await scene.token(), type: 'ISO14443' } })

describe('N customer information', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_N_27_CSMS', 'N09.FR.01', 'N09.FR.04', 'N09.FR.05'], version, 'is reported, in parts', async scene => {
      const station = await scene.boot()
      const token = await idToken(scene)
      const commandId = await ask(scene, station, { requestId: 1, report: true, clear: false, ...token })
      await says(station, 1, '{"name":"Jane Doe",', '"transactions":[]}')
      await shows(scene, station, 1, '{"name":"Jane Doe","transactions":[]}')
      await told(scene, station, `commands/${commandId}`, {
        calls: [{ request: { requestId: 1 } }],
        result: { state: 'complete', messages: 2 },
      })
      const recorded = await scene.api.get(`/v1/stations/${station.id}/commands/${commandId}`)
      const text = JSON.stringify(recorded)
      assert.deepEqual([text.includes('Jane'), text.includes(token.idToken.idToken)], [false, false])
    })

    certify(['TC_N_28_CSMS', 'N09.FR.06'], version, 'is reported, when there is none', async scene => {
      const station = await scene.boot()
      await ask(scene, station, { requestId: 2, report: true, clear: false, ...(await idToken(scene)) })
      await says(station, 2, 'No data')
      await shows(scene, station, 2, 'No data')
    })

    certify(['TC_N_29_CSMS', 'N09.FR.03'], version, 'is not reported', async scene => {
      const station = await scene.boot()
      await ask(scene, station, { requestId: 3, report: true, clear: false, ...(await idToken(scene)) }, 'Rejected')
    })

    certify(['TC_N_30_CSMS', 'N10.FR.03'], version, 'is reported and cleared', async scene => {
      const station = await scene.boot()
      await ask(scene, station, { requestId: 4, report: true, clear: true, ...(await idToken(scene)) })
      await says(station, 4, 'Jane Doe')
      await shows(scene, station, 4, 'Jane Doe')
    })

    certify(['TC_N_31_CSMS', 'N10.FR.04'], version, 'is reported and cleared, when there is none', async scene => {
      const station = await scene.boot()
      await ask(scene, station, { requestId: 5, report: true, clear: true, ...(await idToken(scene)) })
      await says(station, 5, '')
      await shows(scene, station, 5, '')
    })

    certify(['TC_N_32_CSMS', 'N10.FR.06'], version, 'is cleared without a report', async scene => {
      const station = await scene.boot()
      await ask(scene, station, { requestId: 6, report: false, clear: true, ...(await idToken(scene)) })
      await says(station, 6, 'Cleared')
      await shows(scene, station, 6, 'Cleared')
    })

    certify(
      ['TC_N_46_CSMS', 'N10.FR.02'],
      version,
      'is cleared, and the local list is brought up to date',
      async scene => {
        const station = await scene.boot()
        const token = await idToken(scene)
        await ask(scene, station, { requestId: 7, report: true, clear: true, ...token })
        await says(station, 7, 'Cleared')
        const entry = { ...token, idTokenInfo: { status: 'Invalid' } }
        const list = { versionNumber: 8, updateType: 'Differential', localAuthorizationList: [entry] }
        const { request, response } = await scene.exchange(station, 'SendLocalList', list, { status: 'Accepted' })
        assert.deepEqual(request, list)
        assert.deepEqual(response.body.response, { status: 'Accepted' })
      },
    )

    certify(['TC_N_62_CSMS', 'N10.FR.08'], version, 'of a customer by another name', async scene => {
      const station = await scene.boot()
      const customerIdentifier = 'OpenChargeAlliance'
      await ask(scene, station, { requestId: 8, report: true, clear: true, customerIdentifier })
      await says(station, 8, 'Jane Doe')
      await shows(scene, station, 8, 'Jane Doe')
    })

    certify(['TC_N_63_CSMS', 'N10.FR.09'], version, 'of a customer by a certificate', async scene => {
      const station = await scene.boot()
      const customerCertificate = {
        hashAlgorithm: 'SHA384',
        issuerNameHash: 'a1b2',
        issuerKeyHash: 'c3d4',
        serialNumber: '05',
      }
      await ask(scene, station, { requestId: 9, report: true, clear: true, customerCertificate })
      await says(station, 9, 'Jane Doe')
      await shows(scene, station, 9, 'Jane Doe')
    })

    certify(['N09.FR.04', 'N09.FR.09'], version, 'is of one customer and for something', async scene => {
      const station = await scene.boot()
      const token = await idToken(scene)
      const asked = { requestId: 10, report: true, clear: false }
      for (const [payload, field] of [
        [asked, 'idToken'],
        [{ ...asked, ...token, customerIdentifier: 'Jane' }, 'idToken'],
        [{ ...asked, report: false, ...token }, 'report'],
      ] as const) {
        const { status, body } = await scene.command(station, 'CustomerInformation', payload)
        assert.deepEqual([status, body.field], [400, field])
      }
    })

    certify(['N09.FR.05'], version, 'is gone when somebody deletes it', async scene => {
      const station = await scene.boot()
      await ask(scene, station, { requestId: 11, report: true, clear: false, ...(await idToken(scene)) })
      await says(station, 11, 'Jane Doe')
      await shows(scene, station, 11, 'Jane Doe')
      const path = `/v1/stations/${station.id}/customer-information/11`
      await scene.api.send('DELETE', path)
      await until(async () => (await scene.api.raw('GET', path)).status === 404, { what: 'it to be gone' })
    })
  }
})
