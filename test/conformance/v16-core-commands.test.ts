// OCPP 1.6 core profile: boot, and what the central system asks of a station.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { boots, commanded, knownAs, reportsAvailable, statusOf, unaccepted } from './commanded.ts'
import { told } from './told.ts'

const now = () => new Date().toISOString()

/** A start by the API, which the station agrees to unless told. */
async function remoteStart(scene: Scene, station: WireStation, status = 'Accepted') {
  const idTag = await scene.token()
  const start = ['start', { evseId: 1, idToken: idTag }] as const
  const sent = await commanded(scene, station, start, ['RemoteStartTransaction', { status }])
  assert.deepEqual(sent.request, { connectorId: 1, idTag })
  assert.equal(sent.body.status, status)
  return idTag
}

async function charges(station: WireStation, idTag: string): Promise<number> {
  const begun = await station.result('StartTransaction', { connectorId: 1, idTag, meterStart: 0, timestamp: now() })
  assert.partialDeepStrictEqual(begun, { idTagInfo: { status: 'Accepted' } })
  assert.deepEqual(await station.result('StatusNotification', statusOf(station, 'Charging')), {})
  return Number(begun.transactionId)
}

async function authorized(station: WireStation, idTag: string): Promise<void> {
  assert.partialDeepStrictEqual(await station.result('Authorize', { idTag }), { idTagInfo: { status: 'Accepted' } })
}

describe('1.6 core: boot and charges', { concurrency: 8 }, () => {
  certify(['TC_001_CSMS'], '1.6', 'accepts a station that it knows', async scene => {
    const station = await scene.connect()
    const { status, interval, currentTime } = await boots(station)
    assert.deepEqual([status, Number(interval) > 0], ['Accepted', true])
    assert.ok(Math.abs(Date.now() - Date.parse(String(currentTime))) < 60_000)
    for (const connectorId of [0, 1]) {
      const available = { ...statusOf(station, 'Available'), connectorId }
      assert.deepEqual(await station.result('StatusNotification', available), {})
    }
    await knownAs(scene, station, { connected: true, ocppVersion: '1.6' })
  })

  certify(['O16 4.2'], '1.6', 'configures a pending station and starts nothing on it', async scene => {
    const station = await unaccepted(scene, 'Pending')
    const answer = ['ChangeConfiguration', { status: 'Accepted' }] as const
    const settings = [{ key: 'HeartbeatInterval', value: '60' }]
    await commanded(scene, station, ['set-configuration', { settings }], answer)
    for (const [name, body] of [
      ['start', { evseId: 1, idToken: 'T' }],
      ['stop', { transactionId: '1' }],
    ] as const) {
      assert.equal((await scene.command(station, name, body)).status, 409, name)
    }
  })

  certify(['TC_010_CSMS'], '1.6', 'starts a charge for a car that is plugged in', async scene => {
    const station = await scene.boot()
    await station.result('StatusNotification', statusOf(station, 'Preparing'))
    const idTag = await remoteStart(scene, station)
    await authorized(station, idTag)
    assert.ok((await charges(station, idTag)) > 0)
  })

  certify(['TC_011_1_CSMS'], '1.6', 'starts a charge before the car is plugged in', async scene => {
    const station = await scene.boot()
    const idTag = await remoteStart(scene, station)
    await authorized(station, idTag)
    await station.result('StatusNotification', statusOf(station, 'Preparing'))
    assert.ok((await charges(station, idTag)) > 0)
  })

  certify(['TC_011_2_CSMS'], '1.6', 'sees a station give up waiting for the car', async scene => {
    const station = await scene.boot()
    const idTag = await remoteStart(scene, station)
    await authorized(station, idTag)
    await station.result('StatusNotification', statusOf(station, 'Preparing'))
    await station.result('StatusNotification', statusOf(station, 'Available'))
    await knownAs(scene, station, { connectors: [{ evseId: 1, status: 'Available' }] })
  })

  certify(['TC_012_CSMS'], '1.6', 'stops a charge', async scene => {
    const station = await scene.boot()
    const transactionId = await charges(station, await remoteStart(scene, station))
    const stop = ['stop', { transactionId: String(transactionId) }] as const
    const { request, body } = await commanded(scene, station, stop, ['RemoteStopTransaction', { status: 'Accepted' }])
    assert.deepEqual([request, body.status], [{ transactionId }, 'Accepted'])
    const end = { transactionId, meterStop: 10, timestamp: now(), reason: 'Remote' }
    assert.equal(typeof (await station.result('StopTransaction', end)), 'object')
    await station.result('StatusNotification', statusOf(station, 'Finishing'))
    await station.result('StatusNotification', statusOf(station, 'Available'))
  })

  certify(['TC_026_CSMS'], '1.6', 'takes a refused start', async scene => {
    const station = await scene.boot()
    await remoteStart(scene, station, 'Rejected')
  })

  certify(['TC_028_CSMS'], '1.6', 'takes a refused stop', async scene => {
    const station = await scene.boot()
    const stop = ['stop', { transactionId: '77' }] as const
    const { request, body } = await commanded(scene, station, stop, ['RemoteStopTransaction', { status: 'Rejected' }])
    assert.deepEqual([request, body.status], [{ transactionId: 77 }, 'Rejected'])
  })
})

describe('1.6 core: resets, connectors, cache, triggers', { concurrency: 8 }, () => {
  for (const [ids, body, type] of [
    [['TC_013_CSMS'], { immediate: true }, 'Hard'],
    [['TC_014_CSMS'], {}, 'Soft'],
  ] as const) {
    certify(ids, '1.6', `restarts a station: ${type}`, async scene => {
      const station = await scene.boot()
      const { request, body: said } = await commanded(
        scene,
        station,
        ['reset', body],
        ['Reset', { status: 'Accepted' }],
      )
      assert.deepEqual([request, said.status], [{ type }, 'Accepted'])
      assert.equal((await boots(station)).status, 'Accepted')
      await reportsAvailable(station)
    })
  }

  for (const [ids, status] of [
    [['TC_017_1_CSMS'], 'Unlocked'],
    [['TC_017_2_CSMS'], 'NotSupported'],
    [['TC_030_CSMS'], 'UnlockFailed'],
    [['TC_031_CSMS'], 'NotSupported'],
  ] as const) {
    certify(ids, '1.6', `unlocks a connector, which the station answers ${status}`, async scene => {
      const station = await scene.boot()
      const { request, body } = await commanded(
        scene,
        station,
        ['unlock', { evseId: 1 }],
        ['UnlockConnector', { status }],
      )
      assert.deepEqual(request, { connectorId: 1 })
      assert.deepEqual([body.status, body.response], [status, { status }])
    })
  }

  certify(['TC_018_1_CSMS'], '1.6', 'unlocks a connector that charges', async scene => {
    const station = await scene.boot()
    const transactionId = await charges(station, await scene.token())
    const { body } = await commanded(
      scene,
      station,
      ['unlock', { evseId: 1 }],
      ['UnlockConnector', { status: 'Unlocked' }],
    )
    assert.equal(body.status, 'Unlocked')
    const end = { transactionId, meterStop: 10, timestamp: now(), reason: 'UnlockCommand' }
    assert.equal(typeof (await station.result('StopTransaction', end)), 'object')
    await station.result('StatusNotification', statusOf(station, 'Finishing'))
  })

  certify(['TC_061_CSMS'], '1.6', 'clears the cache of tokens', async scene => {
    const station = await scene.boot()
    const { request, response } = await scene.exchange(station, 'ClearCache', {}, { status: 'Accepted' })
    assert.deepEqual([request, response.body.response], [{}, { status: 'Accepted' }])
  })

  for (const [message, payload] of [
    [
      'MeterValues',
      { connectorId: 1, meterValue: [{ timestamp: now(), sampledValue: [{ value: '1', context: 'Trigger' }] }] },
    ],
    ['Heartbeat', {}],
    ['StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }],
    ['DiagnosticsStatusNotification', { status: 'Idle' }],
    ['FirmwareStatusNotification', { status: 'Idle' }],
    ['BootNotification', { chargePointVendor: 'Certified', chargePointModel: 'C16' }],
  ] as const) {
    certify(['TC_054_CSMS'], '1.6', `asks for ${message}`, async scene => {
      const station = await scene.boot()
      const answer = ['TriggerMessage', { status: 'Accepted' }] as const
      const sent = await commanded(scene, station, ['trigger', { message, evseId: 1 }], answer)
      assert.deepEqual(sent.request, { requestedMessage: message, connectorId: 1 })
      assert.equal((await station.call(message, payload)).type, 'result')
    })
  }

  certify(['TC_055_CSMS'], '1.6', 'takes a refused trigger', async scene => {
    const station = await scene.boot()
    const answer = ['TriggerMessage', { status: 'Rejected' }] as const
    const { body } = await commanded(scene, station, ['trigger', { message: 'MeterValues' }], answer)
    assert.deepEqual([body.outcome, body.status], ['answered', 'Rejected'])
  })

  certify(['SW3 4.4.1'], '1.6', 'asks by the security extension for what only it can', async scene => {
    const station = await scene.boot()
    const answer = ['ExtendedTriggerMessage', { status: 'Accepted' }] as const
    const { request } = await commanded(
      scene,
      station,
      ['trigger', { message: 'SignChargingStationCertificate' }],
      answer,
    )
    assert.deepEqual(request, { requestedMessage: 'SignChargePointCertificate' })
    const extended = { message: 'Heartbeat', extended: true }
    const sent = await commanded(scene, station, ['trigger', extended], answer)
    assert.deepEqual(sent.request, { requestedMessage: 'Heartbeat' })
  })

  for (const [status, operative] of [
    ['Accepted', false],
    ['Scheduled', false],
    ['Accepted', true],
  ] as const) {
    certify(['O16 5.2'], '1.6', `changes availability to ${operative}: ${status}`, async scene => {
      const station = await scene.boot()
      const answer = ['ChangeAvailability', { status }] as const
      const { request, body } = await commanded(scene, station, ['availability', { evseId: 1, operative }], answer)
      assert.deepEqual(request, { connectorId: 1, type: operative ? 'Operative' : 'Inoperative' })
      assert.equal(body.status, status)
    })
  }
})

describe('1.6 core: configuration', { concurrency: 8 }, () => {
  const key = (name: string, value: string): Json => ({ key: name, readonly: false, value })

  certify(['TC_019_1_CSMS'], '1.6', 'reads every key', async scene => {
    const station = await scene.boot()
    const configurationKey = [key('HeartbeatInterval', '300'), key('Own', 'x')]
    const { request, body } = await commanded(
      scene,
      station,
      ['get-configuration', {}],
      ['GetConfiguration', { configurationKey }],
    )
    assert.deepEqual(request, {})
    assert.deepEqual(body.settings, [
      { key: 'HeartbeatInterval', status: 'Accepted', value: '300', readonly: false },
      { key: 'Own', status: 'Accepted', value: 'x', readonly: false },
    ])
  })

  certify(['TC_019_2_CSMS'], '1.6', 'reads a key, by either name', async scene => {
    const station = await scene.boot()
    for (const name of ['SupportedFeatureProfiles', 'OCPPCommCtrlr.HeartbeatInterval']) {
      const native = name.includes('.') ? 'HeartbeatInterval' : name
      const { request, body } = await commanded(
        scene,
        station,
        ['get-configuration', { keys: [name] }],
        ['GetConfiguration', { configurationKey: [key(native, 'v')] }],
      )
      assert.deepEqual(request, { key: [native] })
      assert.deepEqual(body.settings, [{ key: name, status: 'Accepted', value: 'v', readonly: false }])
    }
  })

  for (const [ids, name, value, status, neutral] of [
    [['TC_021_CSMS'], 'MeterValueSampleInterval', '60', 'Accepted', 'Accepted'],
    [['TC_040_1_CSMS'], 'NoSuchKey', 'x', 'NotSupported', 'UnknownVariable'],
    [['TC_040_2_CSMS'], 'MeterValueSampleInterval', '-1', 'Rejected', 'Rejected'],
  ] as const) {
    certify(ids, '1.6', `changes ${name} to ${value}, which the station answers ${status}`, async scene => {
      const station = await scene.boot()
      const settings = [{ key: name, value }]
      const { request, body } = await commanded(
        scene,
        station,
        ['set-configuration', { settings }],
        ['ChangeConfiguration', { status }],
      )
      assert.deepEqual(request, { key: name, value })
      assert.deepEqual([body.status, body.response], [neutral, { status }])
      await told(scene, station, `commands/${body.commandId}`, {
        action: 'ChangeConfiguration',
        outcome: 'answered',
        calls: [{ request: { key: name, value }, response: { status } }],
      })
    })
  }
})
