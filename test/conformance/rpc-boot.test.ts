// What may be said before a boot was accepted (OCPP 2.x B01-B03, 1.6 4.2 and its errata 3.8).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { bootPayload, certify, type Scene } from './certify.ts'
import { statusPayload } from './rpc-wire.ts'

async function booted(scene: Scene, registration: 'Pending' | 'Rejected') {
  const registered = await scene.register()
  await scene.api.send('PATCH', `/v1/stations/${registered.id}`, { registration })
  const station = await scene.connect(registered)
  const { status, interval } = await station.result('BootNotification', bootPayload(scene.version))
  assert.equal(status, registration)
  assert.ok(Number(interval) > 0)
  return station
}

describe('RPC: boot states', { concurrency: 8 }, () => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    const start = version === '1.6' ? 'RemoteStartTransaction' : 'RequestStartTransaction'
    const token = { idToken: 'TOKEN', type: 'ISO14443' }
    const startPayload = version === '1.6' ? { idTag: 'TOKEN' } : { idToken: token, remoteStartId: 1 }

    certify(
      ['rule 38', 'B02.FR.02', 'B02.FR.05'],
      version,
      'Pending: it may be read, not started; what was triggered is taken',
      async scene => {
        const station = await booted(scene, 'Pending')
        const version0 = version === '1.6' ? { listVersion: 0 } : { versionNumber: 0 }
        assert.equal((await scene.exchange(station, 'GetLocalListVersion', {}, version0)).response.status, 200)
        assert.equal((await scene.command(station, start, startPayload)).status, 409)
        const trigger = { requestedMessage: 'StatusNotification' }
        assert.equal(
          (await scene.exchange(station, 'TriggerMessage', trigger, { status: 'Accepted' })).response.status,
          200,
        )
        await station.result('StatusNotification', statusPayload(version))
      },
    )

    certify(['rule 39', 'B03.FR.03'], version, 'Rejected: nothing is sent, and the socket stays', async scene => {
      const station = await booted(scene, 'Rejected')
      assert.equal((await scene.command(station, 'ClearCache')).status, 409)
      assert.equal((await station.call('BootNotification', bootPayload(version))).type, 'result')
      assert.equal(
        station.frames.some(({ from, text }) => from === 'csms' && text.startsWith('[2,')),
        false,
      )
    })

    certify(
      ['rule 40', 'B01.FR.10', 'B02.FR.09', 'B03.FR.07'],
      version,
      'any other CALL before Accepted is answered SecurityError',
      async scene => {
        const meter = version === '1.6' ? { connectorId: 1, meterValue: [] } : { evseId: 1, meterValue: [] }
        for (const station of [
          await scene.connect(),
          await booted(scene, 'Pending'),
          await booted(scene, 'Rejected'),
        ]) {
          const reply = await station.call('MeterValues', meter)
          assert.ok(reply.type === 'error')
          assert.equal(reply.code, 'SecurityError')
          // EN+ stations introduce themselves by DataTransfer: 1.6 leaves room for that, 2.x does not.
          const first = await station.call('DataTransfer', { vendorId: 'EN+', messageId: 'gatewayInfo' })
          assert.equal(first.type, version === '1.6' ? 'result' : 'error')
        }
      },
    )
  }

  certify(
    ['rule 41', 'B01.FR.05'],
    '2.1',
    'P21 B01.FR.05: availability comes by NotifyEvent, and StatusNotification is taken still',
    async scene => {
      const station = await scene.boot()
      const eventData = [
        {
          ...{ eventId: 1, timestamp: '2026-01-02T03:04:05Z', trigger: 'Delta', actualValue: 'Available' },
          ...{ eventNotificationType: 'HardWiredNotification', variable: { name: 'AvailabilityState' } },
          component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
        },
      ]
      await station.result('NotifyEvent', { generatedAt: '2026-01-02T03:04:05Z', seqNo: 0, eventData })
      await station.result('StatusNotification', statusPayload('2.1'))
    },
  )
})
