// Functional block B, provisioning: boot, resets and network profiles.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { WebSocket } from 'ws'
import type { Json } from '../harness/wire-station.ts'
import { certify } from './certify.ts'
import {
  availability,
  boots,
  charging,
  commanded,
  knownAs,
  reportsAvailable,
  statusOf,
  unaccepted,
} from './commanded.ts'

const offlineThreshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }
const set = (data: Json): Json => ({ attributeStatus: 'Accepted', ...data })

describe('B Provisioning: boot', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_B_01_CSMS', 'B01.FR.02', 'B01.FR.04'], version, 'accepts a station that it knows', async scene => {
      const station = await scene.connect()
      const { status, interval, currentTime } = await boots(station)
      assert.deepEqual([status, Number(interval) > 0], ['Accepted', true])
      assert.ok(Math.abs(Date.now() - Date.parse(String(currentTime))) < 60_000)
      await reportsAvailable(station)
      await knownAs(scene, station, {
        connected: true,
        connectors: [{ evseId: 1, connectorId: 1, status: 'Available' }],
      })
    })

    certify(
      ['TC_B_02_CSMS', 'B02.FR.01', 'B02.FR.06'],
      version,
      'configures a pending station, then accepts it',
      async scene => {
        const station = await unaccepted(scene, 'Pending')
        const setVariableData = [{ ...offlineThreshold, attributeValue: '60' }]
        const asked = await scene.exchange(
          station,
          'SetVariables',
          { setVariableData },
          {
            setVariableResult: [set(offlineThreshold)],
          },
        )
        assert.equal(asked.response.status, 200)
        // B02.FR.05: nothing is started on it before it is accepted.
        const start = await scene.command(station, 'start', { evseId: 1, idToken: await scene.token() })
        assert.equal(start.status, 409)
        await scene.api.send('PATCH', `/v1/stations/${station.id}`, { registration: 'Accepted' })
        assert.equal((await boots(station)).status, 'Accepted')
        await reportsAvailable(station)
      },
    )

    for (const registration of ['Pending', 'Rejected'] as const) {
      certify(
        ['TC_B_30_CSMS', 'B02.FR.09', 'B03.FR.07'],
        version,
        `hears nothing else of a ${registration} station`,
        async scene => {
          const station = await unaccepted(scene, registration)
          for (const [action, payload] of [
            ['StatusNotification', statusOf(station, 'Available')],
            ['NotifyEvent', availability('Available')],
            ['Heartbeat', {}],
          ] as const) {
            const reply = await station.call(action, payload)
            assert.deepEqual([reply.type, reply.type === 'error' && reply.code], ['error', 'SecurityError'], action)
          }
        },
      )
    }

    certify(
      ['TC_B_31_CSMS', 'B02.FR.02', 'F06.FR.01'],
      version,
      'asks a pending station to boot again at once',
      async scene => {
        const station = await unaccepted(scene, 'Pending')
        await scene.api.send('PATCH', `/v1/stations/${station.id}`, { registration: 'Accepted' })
        const { request } = await commanded(
          scene,
          station,
          ['trigger', { message: 'BootNotification' }],
          ['TriggerMessage', { status: 'Accepted' }],
        )
        assert.deepEqual(request, { requestedMessage: 'BootNotification' })
        assert.equal((await boots(station, 'Triggered')).status, 'Accepted')
        await reportsAvailable(station)
      },
    )

    certify(['B03.FR.03'], version, 'sends nothing to a station that it has rejected', async scene => {
      const station = await unaccepted(scene, 'Rejected')
      const { status } = await scene.command(station, 'TriggerMessage', { requestedMessage: 'BootNotification' })
      assert.equal(status, 409)
      assert.ok(!station.frames.some(({ text }) => text.startsWith('[2,') && text.includes('TriggerMessage')))
    })

    certify(
      ['TC_B_58_CSMS'],
      version,
      'completes a handshake without a common subprotocol, and closes it',
      async scene => {
        const { id, password } = await scene.register()
        const Authorization = `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`
        const url = `${scene.platform.edges[0]?.url}/${id}`
        const dial = (protocols: string[]) => {
          const socket = new WebSocket(url, protocols, { headers: { Authorization } })
          // The client refuses a server that picks none, too: what it was answered is what counts.
          socket.on('error', () => {})
          const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
          const upgrade = new Promise<string | undefined>(resolve =>
            socket.once('upgrade', response => resolve(response.headers['sec-websocket-protocol'])),
          )
          return { socket, closed, upgrade }
        }
        const wrong = dial(['ocpp0.1'])
        assert.equal(await wrong.upgrade, undefined)
        await wrong.closed
        const right = dial(['ocpp0.1', `ocpp${version}`])
        assert.equal(await right.upgrade, `ocpp${version}`)
        right.socket.close()
        await right.closed
      },
    )
  }
})

describe('B Provisioning: reset', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    for (const [ids, body, request] of [
      [['TC_B_20_CSMS', 'B11.FR.04'], {}, { type: 'OnIdle' }],
      [['TC_B_25_CSMS', 'B11.FR.08'], { evseId: 1 }, { type: 'OnIdle', evseId: 1 }],
    ] as const) {
      certify(ids, version, `restarts what is idle: ${JSON.stringify(request)}`, async scene => {
        const station = await scene.boot()
        const answer = ['Reset', { status: 'Accepted' }] as const
        const sent = await commanded(scene, station, ['reset', body], answer)
        assert.deepEqual([sent.request, sent.body.status], [request, 'Accepted'])
        if (!('evseId' in request)) assert.equal((await boots(station, 'RemoteReset')).status, 'Accepted')
        await reportsAvailable(station)
      })
    }

    for (const [ids, body, request, status] of [
      [['TC_B_21_CSMS', 'B12.FR.01'], {}, { type: 'OnIdle' }, 'Scheduled'],
      [['TC_B_22_CSMS', 'B12.FR.02'], { immediate: true }, { type: 'Immediate' }, 'Accepted'],
      [['TC_B_26_CSMS', 'B12.FR.07'], { evseId: 1 }, { type: 'OnIdle', evseId: 1 }, 'Scheduled'],
      [['TC_B_27_CSMS', 'B12.FR.08'], { evseId: 1, immediate: true }, { type: 'Immediate', evseId: 1 }, 'Accepted'],
    ] as const) {
      certify(ids, version, `restarts during a charge: ${JSON.stringify(request)}`, async scene => {
        const station = await scene.boot()
        const charge = await charging(scene, station)
        const sent = await commanded(scene, station, ['reset', body], ['Reset', { status }])
        assert.deepEqual([sent.request, sent.body.status], [request, status])
        const stoppedReason = status === 'Accepted' ? 'ImmediateReset' : 'Local'
        const trigger = status === 'Accepted' ? 'ResetCommand' : 'StopAuthorized'
        await charge.event('Ended', trigger, { stoppedReason, chargingState: 'EVConnected' })
        if (!('evseId' in request)) assert.equal((await boots(station, 'ScheduledReset')).status, 'Accepted')
        await reportsAvailable(station)
        await knownAs(scene, station, { connectors: [{ evseId: 1, connectorId: 1, status: 'Available' }] })
      })
    }

    for (const [ids, status] of [
      [['TC_B_42_CSMS', 'B09.FR.01'], 'Accepted'],
      [['TC_B_44_CSMS', 'B09.FR.03'], 'Failed'],
    ] as const) {
      certify(ids, version, `sets a network profile, which the station answers ${status}`, async scene => {
        const station = await scene.boot()
        const { request, response } = await scene.exchange(station, 'SetNetworkProfile', networkProfile, { status })
        assert.deepEqual(request, networkProfile)
        assert.deepEqual([response.status, response.body.response], [200, { status }])
      })
    }
  }

  certify(['TC_B_100_CSMS'], '2.1', 'sets identity and password of a network profile', async scene => {
    const station = await scene.boot()
    const own = { identity: 'other', basicAuthPassword: 'a password of 21 c.' }
    const profile = { ...networkProfile, connectionData: { ...networkProfile.connectionData, ...own } }
    const { request, response } = await scene.exchange(station, 'SetNetworkProfile', profile, { status: 'Accepted' })
    assert.deepEqual(request, profile)
    assert.equal(response.status, 200)
  })

  certify(['TC_B_105_CSMS'], '2.1', 'adds a network configuration by its variables', async scene => {
    const station = await scene.boot()
    const names = ['OcppCsmsUrl', 'OcppInterface', 'OcppTransport', 'SecurityProfile']
    const settings = names.map(name => ({ key: `NetworkConfiguration[1].${name}`, value: '1' }))
    const setVariableResult = names.map(name => ({
      attributeStatus: 'Accepted',
      component: { name: 'NetworkConfiguration', instance: '1' },
      variable: { name },
    }))
    const answer = ['SetVariables', { setVariableResult }] as const
    const { request, body } = await commanded(scene, station, ['set-configuration', { settings }], answer)
    assert.deepEqual(
      (request.setVariableData as Json[]).map(({ component }) => component),
      names.map(() => ({ name: 'NetworkConfiguration', instance: '1' })),
    )
    assert.equal(body.status, 'Accepted')
  })

  certify(['TC_B_104_CSMS'], '2.1', 'restarts at once, to go on, where nothing goes on', async scene => {
    const station = await scene.boot()
    const answer = ['Reset', { status: 'Accepted' }] as const
    const { request } = await commanded(scene, station, ['reset', { resume: true }], answer)
    assert.deepEqual(request, { type: 'ImmediateAndResume' })
    assert.equal((await boots(station, 'RemoteReset')).status, 'Accepted')
    await reportsAvailable(station)
  })

  certify(['TC_B_103_CSMS', 'TC_B_116_CSMS'], '2.1', 'restarts at once, and the charge goes on', async scene => {
    const station = await scene.boot()
    const charge = await charging(scene, station)
    const answer = ['Reset', { status: 'Accepted' }] as const
    await commanded(scene, station, ['reset', { resume: true }], answer)
    assert.equal((await boots(station, 'RemoteReset')).status, 'Accepted')
    await charge.event('Updated', 'TxResumed', { chargingState: 'Charging' })
    const sent = await commanded(
      scene,
      station,
      ['stop', { transactionId: charge.transactionId }],
      ['RequestStopTransaction', { status: 'Accepted' }],
    )
    assert.deepEqual(sent.request, { transactionId: charge.transactionId })
  })
})

const networkProfile = {
  configurationSlot: 1,
  connectionData: {
    messageTimeout: 30,
    ocppCsmsUrl: 'wss://csms.example/ocpp',
    ocppInterface: 'Wired0',
    ocppTransport: 'JSON',
    ocppVersion: 'OCPP20',
    securityProfile: 1,
  },
}
