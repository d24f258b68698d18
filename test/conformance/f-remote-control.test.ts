// Functional block F, remote control.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { begins, charging, commanded, knownAs, statusOf } from './commanded.ts'

/** Asks for a message and has the station agree. */
const triggered = (scene: Scene, station: WireStation, body: Json, status = 'Accepted') =>
  commanded(scene, station, ['trigger', body], ['TriggerMessage', { status }])

async function started(scene: Scene, station: WireStation, answer: Json) {
  const idToken = await scene.token()
  const sent = await commanded(scene, station, ['start', { evseId: 1, idToken }], ['RequestStartTransaction', answer])
  const { remoteStartId } = sent.request
  assert.ok(Number.isInteger(remoteStartId))
  assert.deepEqual(sent.request, { evseId: 1, remoteStartId, idToken: { idToken, type: 'ISO14443' } })
  assert.equal(sent.body.status, 'Accepted')
  return { idToken: { idToken, type: 'ISO14443' }, remoteStartId }
}

const sample = (context: string): Json[] => [
  {
    timestamp: new Date().toISOString(),
    sampledValue: [{ value: 1200, context, measurand: 'Energy.Active.Import.Register' }],
  },
]

describe('F Remote control: start and unlock', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_F_01_CSMS', 'F01.FR.01'], version, 'starts a charge for a car that is plugged in', async scene => {
      const station = await scene.boot()
      const charge = await begins(station, 'CablePluggedIn', { chargingState: 'EVConnected' })
      const answer = { status: 'Accepted', transactionId: charge.transactionId }
      const { idToken, remoteStartId } = await started(scene, station, answer)
      const response = await charge.event('Updated', 'RemoteStart', { remoteStartId }, { idToken })
      assert.partialDeepStrictEqual(response, { idTokenInfo: { status: 'Accepted' } })
      await charge.event('Updated', 'ChargingStateChanged', { chargingState: 'Charging' })
    })

    certify(
      ['TC_F_02_CSMS', 'F02.FR.01'],
      version,
      'starts a charge that the station authorizes first',
      async scene => {
        const station = await scene.boot()
        const { idToken, remoteStartId } = await started(scene, station, { status: 'Accepted' })
        assert.partialDeepStrictEqual(await station.result('Authorize', { idToken }), {
          idTokenInfo: { status: 'Accepted' },
        })
        const charge = await begins(station, 'RemoteStart', { remoteStartId }, { idToken })
        await charge.event('Updated', 'CablePluggedIn', { chargingState: 'EVConnected' })
        await charge.event('Updated', 'ChargingStateChanged', { chargingState: 'Charging' })
      },
    )

    certify(
      ['TC_F_03_CSMS', 'F01.FR.02'],
      version,
      'starts a charge that the station does not ask about',
      async scene => {
        const station = await scene.boot()
        const { idToken, remoteStartId } = await started(scene, station, { status: 'Accepted' })
        const charge = await begins(station, 'RemoteStart', { remoteStartId }, { idToken })
        await charge.event('Updated', 'ChargingStateChanged', { chargingState: 'Charging' })
      },
    )

    certify(
      ['TC_F_04_CSMS', 'E03.FR.05'],
      version,
      'sees a charge end whose cable was never plugged in',
      async scene => {
        const station = await scene.boot()
        const { idToken, remoteStartId } = await started(scene, station, { status: 'Accepted' })
        const charge = await begins(station, 'RemoteStart', { remoteStartId }, { idToken })
        await charge.event('Updated', 'EVConnectTimeout', { chargingState: 'Idle' })
        await charge.event('Ended', 'EVConnectTimeout', { stoppedReason: 'Timeout', chargingState: 'Idle' })
      },
    )

    certify(['TC_F_06_CSMS', 'F05.FR.01'], version, 'unlocks a connector', async scene => {
      const station = await scene.boot()
      const answer = ['UnlockConnector', { status: 'Unlocked' }] as const
      const { request, body } = await commanded(scene, station, ['unlock', { evseId: 1 }], answer)
      assert.deepEqual(request, { evseId: 1, connectorId: 1 })
      assert.deepEqual([body.status, body.response], ['Unlocked', { status: 'Unlocked' }])
    })
  }
})

describe('F Remote control: trigger', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    for (const [ids, body, request] of [
      [['TC_F_11_CSMS', 'F06.FR.02'], { evseId: 1 }, { evse: { id: 1 } }],
      [['TC_F_12_CSMS', 'F06.FR.01'], {}, {}],
    ] as const) {
      certify(ids, version, `asks for MeterValues of ${JSON.stringify(body)}`, async scene => {
        const station = await scene.boot()
        const sent = await triggered(scene, station, { message: 'MeterValues', ...body })
        assert.deepEqual(sent.request, { requestedMessage: 'MeterValues', ...request })
        assert.deepEqual(await station.result('MeterValues', { evseId: 1, meterValue: sample('Trigger') }), {})
      })
    }

    for (const [ids, body, request] of [
      [['TC_F_13_CSMS', 'F06.FR.02'], { evseId: 1 }, { evse: { id: 1 } }],
      [['TC_F_14_CSMS', 'F06.FR.01'], {}, {}],
    ] as const) {
      certify(ids, version, `asks for a TransactionEvent of ${JSON.stringify(body)}`, async scene => {
        const station = await scene.boot()
        const charge = await charging(scene, station)
        const sent = await triggered(scene, station, { message: 'TransactionEvent', ...body })
        assert.deepEqual(sent.request, { requestedMessage: 'TransactionEvent', ...request })
        const meterValue = sample('Trigger')
        await charge.event('Updated', 'Trigger', { chargingState: 'Charging' }, { meterValue })
      })
    }

    for (const [ids, message, payload] of [
      [['TC_F_15_CSMS', 'F06.FR.01'], 'LogStatusNotification', { status: 'Idle' }],
      [['TC_F_18_CSMS', 'F06.FR.01'], 'FirmwareStatusNotification', { status: 'Idle' }],
    ] as const) {
      certify(ids, version, `asks for ${message}`, async scene => {
        const station = await scene.boot()
        const sent = await triggered(scene, station, { message })
        assert.deepEqual(sent.request, { requestedMessage: message })
        assert.deepEqual(await station.result(message, payload), {})
      })
    }

    certify(['TC_F_20_CSMS', 'F06.FR.01'], version, 'asks for a Heartbeat', async scene => {
      const station = await scene.boot()
      const sent = await triggered(scene, station, { message: 'Heartbeat' })
      assert.deepEqual(sent.request, { requestedMessage: 'Heartbeat' })
      const { currentTime } = await station.result('Heartbeat', {})
      assert.ok(Math.abs(Date.now() - Date.parse(String(currentTime))) < 60_000)
    })

    for (const [ids, status] of [
      [['TC_F_23_CSMS', 'F06.FR.12'], 'Available'],
      [['TC_F_24_CSMS', 'F06.FR.12'], 'Occupied'],
    ] as const) {
      certify(ids, version, `asks for the status of a connector that is ${status}`, async scene => {
        const station = await scene.boot()
        const sent = await triggered(scene, station, { message: 'StatusNotification', evseId: 1 })
        assert.deepEqual(sent.request, { requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } })
        assert.deepEqual(await station.result('StatusNotification', statusOf(station, status)), {})
        await knownAs(scene, station, { connectors: [{ evseId: 1, connectorId: 1, status }] })
      })
    }

    certify(['TC_F_27_CSMS', 'F06.FR.08'], version, 'takes it that the station has no such message', async scene => {
      const station = await scene.boot()
      const { body } = await triggered(scene, station, { message: 'SignCombinedCertificate' }, 'NotImplemented')
      assert.deepEqual([body.outcome, body.status], ['answered', 'NotImplemented'])
    })
  }

  certify(['TC_F_100_CSMS', 'F06.FR.20'], '2.1', "sends a trigger of the station's own making", async scene => {
    const station = await scene.boot()
    const { request } = await triggered(scene, station, { message: 'CustomTrigger', customTrigger: 'Weather' })
    assert.deepEqual(request, { requestedMessage: 'CustomTrigger', customTrigger: 'Weather' })
  })
})
