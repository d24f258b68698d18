// Functional block E, how transactions of 2.x end, and what interrupts them.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify } from './certify.ts'
import { commanded, reportsAvailable } from './commanded.ts'
import { energyTransfer, sessionAt } from './session.ts'

const idle = { chargingState: 'Idle', stoppedReason: 'EVDisconnected' }
const connected = { chargingState: 'EVConnected' }
const accepted = { idTokenInfo: { status: 'Accepted' } }
const iso = 'ISO14443'

describe('E the end of a transaction', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_E_07_CSMS', 'E06.FR.03'], version, 'at the open power path', async scene => {
      const { idToken, say, shows } = await energyTransfer(scene)
      assert.deepEqual(await say('Updated', 'StopAuthorized', connected, { idToken }), accepted)
      await say('Ended', 'ChargingStateChanged', { ...connected, stoppedReason: 'Local' })
      await shows({ status: 'ended', stoppedReason: 'Local' })
    })

    certify(['TC_E_08_CSMS', 'E06.FR.04'], version, 'when the driver stopped the energy', async scene => {
      const { station, idToken, say, shows } = await energyTransfer(scene)
      assert.deepEqual(await station.result('Authorize', { idToken }), accepted)
      assert.deepEqual(await say('Updated', 'StopAuthorized', {}, { idToken }), accepted)
      assert.deepEqual(await say('Ended', 'ChargingStateChanged', { ...connected, stoppedReason: 'Local' }), {})
      await shows({ status: 'ended', stoppedReason: 'Local' })
    })

    certify(
      ['TC_E_14_CSMS', 'TC_E_20_CSMS', 'E06.FR.02'],
      version,
      'when the cable is pulled, on either side',
      async scene => {
        for (const triggerReason of ['EVCommunicationLost', 'EVDeparted']) {
          const { station, say, shows } = await energyTransfer(scene)
          await say('Updated', 'ChargingStateChanged', { chargingState: 'SuspendedEV' })
          assert.deepEqual(await say('Ended', triggerReason, idle), {})
          await reportsAvailable(station)
          await shows({ status: 'ended', stoppedReason: 'EVDisconnected' })
        }
      },
    )

    certify(['TC_E_15_CSMS', 'E07.FR.01'], version, 'when the driver presents the token again', async scene => {
      const { station, idToken, say, shows } = await energyTransfer(scene)
      assert.deepEqual(await station.result('Authorize', { idToken }), accepted)
      const stop = { ...connected, stoppedReason: 'Local' }
      assert.deepEqual(await say('Ended', 'StopAuthorized', stop, { idToken }), accepted)
      await shows({ status: 'ended', stoppedReason: 'Local' })
    })

    certify(['TC_E_16_CSMS', 'E05.FR.01', 'E05.FR.10'], version, 'when its token is refused', async scene => {
      const { say, shows } = await sessionAt(scene)
      const { idTokenInfo } = await say('Started', 'Authorized', {}, { idToken: { idToken: 'NOBODY', type: iso } })
      assert.match(String((idTokenInfo as Json).status), /^(Invalid|Unknown)$/)
      assert.deepEqual(await say('Ended', 'Deauthorized', { stoppedReason: 'DeAuthorized' }), {})
      await shows({ status: 'ended', stoppedReason: 'DeAuthorized' })
    })

    certify(['TC_E_17_CSMS', 'E05.FR.09'], version, 'when a car whose token was refused drives off', async scene => {
      const { say, shows } = await energyTransfer(scene, { status: 'Blocked' })
      await say('Updated', 'Deauthorized', { chargingState: 'SuspendedEVSE' })
      await say('Ended', 'EVCommunicationLost', idle)
      await shows({ status: 'ended', stoppedReason: 'EVDisconnected' })
    })

    certify(['TC_E_19_CSMS', 'E06.FR.01'], version, 'when the bay is empty', async scene => {
      const { say, shows } = await energyTransfer(scene)
      await say('Updated', 'EVCommunicationLost', { chargingState: 'Idle' })
      await say('Ended', 'EVDeparted', { stoppedReason: 'Local' })
      await shows({ status: 'ended', stoppedReason: 'Local' })
    })

    certify(['TC_E_21_CSMS', 'F03.FR.01'], version, 'when the operator stops it', async scene => {
      const { station, transactionId, say, shows } = await energyTransfer(scene)
      const { request } = await commanded(
        scene,
        station,
        ['stop', { transactionId }],
        ['RequestStopTransaction', { status: 'Accepted' }],
      )
      assert.deepEqual(request, { transactionId })
      assert.deepEqual(await say('Ended', 'RemoteStop', { ...connected, stoppedReason: 'Remote' }), {})
      await shows({ status: 'ended', stoppedReason: 'Remote' })
    })

    certify(['TC_E_22_CSMS', 'E06.FR.04'], version, 'when the car is full', async scene => {
      const { say, shows } = await energyTransfer(scene)
      const end = { chargingState: 'SuspendedEV', stoppedReason: 'StoppedByEV' }
      assert.deepEqual(await say('Ended', 'ChargingStateChanged', end), {})
      await shows({ status: 'ended', stoppedReason: 'StoppedByEV' })
    })

    certify(['TC_E_39_CSMS', 'E03.FR.05'], version, 'when no cable comes in time', async scene => {
      const { idToken, say, shows } = await sessionAt(scene)
      assert.deepEqual(await say('Started', 'Authorized', {}, { idToken }), accepted)
      assert.deepEqual(await say('Ended', 'EVConnectTimeout', { stoppedReason: 'Timeout' }), {})
      await shows({ status: 'ended', stoppedReason: 'Timeout' })
    })

    certify(['TC_E_26_CSMS', 'E10.FR.01'], version, 'not when a cable is pulled for a while', async scene => {
      const { station, say, shows } = await energyTransfer(scene)
      await say('Updated', 'ChargingStateChanged', { chargingState: 'SuspendedEV' })
      assert.deepEqual(await say('Updated', 'EVCommunicationLost', { chargingState: 'Idle' }), {})
      await reportsAvailable(station)
      await shows({ status: 'active', chargingState: 'Idle' })
      await say('Updated', 'CablePluggedIn', connected)
      await say('Updated', 'ChargingStateChanged', { chargingState: 'Charging' })
      await shows({ status: 'active', chargingState: 'Charging' })
    })
  }
})
