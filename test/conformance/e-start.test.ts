// Functional block E, how transactions of 2.x start.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { certify } from './certify.ts'
import { reportsAvailable, statusOf } from './commanded.ts'
import { energyTransfer, register, sessionAt } from './session.ts'
import { told } from './told.ts'

const accepted = { idTokenInfo: { status: 'Accepted' } }
const charging = { chargingState: 'Charging' }

describe('E the start of a transaction', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_E_01_CSMS', 'E01.FR.03'], version, 'at the closed power path', async scene => {
      const { station, idToken, say, shows } = await sessionAt(scene)
      assert.deepEqual(await station.result('Authorize', { idToken }), accepted)
      await station.result('StatusNotification', statusOf(station, 'Occupied'))
      const start = { chargingState: 'SuspendedEVSE' }
      assert.deepEqual(await say('Started', 'ChargingStateChanged', start, { idToken }), accepted)
      await shows({ status: 'active', evseId: 1, connectorId: 1, chargingState: 'SuspendedEVSE' })
      await say('Updated', 'ChargingStateChanged', charging)
      await shows(charging)
    })

    certify(['TC_E_02_CSMS', 'E01.FR.04'], version, 'when energy flows', async scene => {
      const { station, idToken, say, shows } = await sessionAt(scene)
      assert.deepEqual(await station.result('Authorize', { idToken }), accepted)
      assert.deepEqual(await say('Started', 'ChargingStateChanged', charging, { idToken }), accepted)
      await shows({ status: 'active', chargingState: 'Charging' })
    })

    certify(
      ['TC_E_03_CSMS', 'TC_E_09_CSMS', 'E02.FR.02'],
      version,
      'with the cable, before the driver',
      async scene => {
        const { station, idToken, say, shows } = await sessionAt(scene)
        assert.deepEqual(await say('Started', 'CablePluggedIn', { chargingState: 'EVConnected' }), {})
        await shows({ status: 'active', chargingState: 'EVConnected' })
        assert.deepEqual(await station.result('Authorize', { idToken }), accepted)
        assert.deepEqual(await say('Updated', 'Authorized', {}, { idToken }), accepted)
        await say('Updated', 'ChargingStateChanged', charging)
        const { hash } = await scene.api.get<{ hash: string }>(`/v1/id-tokens/${idToken.idToken}`)
        await shows({ chargingState: 'Charging', idTokenHash: hash })
      },
    )

    certify(
      ['TC_E_04_CSMS', 'TC_E_10_CSMS', 'E03.FR.01'],
      version,
      'with the driver, before the cable',
      async scene => {
        const { station, idToken, say, shows } = await sessionAt(scene)
        assert.deepEqual(await station.result('Authorize', { idToken }), accepted)
        assert.deepEqual(await say('Started', 'Authorized', {}, { idToken }), accepted)
        await say('Updated', 'CablePluggedIn', { chargingState: 'EVConnected' })
        await say('Updated', 'ChargingStateChanged', charging)
        await shows({ status: 'active', chargingState: 'Charging' })
      },
    )

    certify(['TC_E_11_CSMS', 'E01.FR.14'], version, 'with a signed reading', async scene => {
      const { idToken, say, transactionId, station } = await sessionAt(scene)
      const signedMeterValue = {
        signedMeterData: 'T0NNRnx7fQ==',
        signingMethod: 'ECDSA',
        encodingMethod: 'OCMF',
        publicKey: 'b2Nh',
      }
      const reading = register(0, 'Transaction.Begin', { signedMeterValue })
      assert.deepEqual(await say('Started', 'SignedDataReceived', {}, { idToken, ...reading }), accepted)
      await say('Updated', 'ChargingStateChanged', charging)
      await told(scene, station, `transactions/${transactionId}/meter-values`, {
        items: [
          {
            value: '0',
            signed: {
              data: 'T0NNRnx7fQ==',
              signingMethod: 'ECDSA',
              encodingMethod: 'OCMF',
              publicKey: 'b2Nh',
            },
          },
        ],
      })
    })

    certify(['TC_E_12_CSMS', 'E01.FR.01'], version, 'with a car in the bay', async scene => {
      const { idToken, say, shows } = await sessionAt(scene)
      assert.deepEqual(await say('Started', 'EVDetected'), {})
      assert.deepEqual(await say('Updated', 'Authorized', {}, { idToken }), accepted)
      await shows({ status: 'active' })
    })

    certify(['TC_E_38_CSMS', 'E03.FR.08'], version, 'with a car that takes nothing yet', async scene => {
      const { idToken, say, shows } = await sessionAt(scene)
      await say('Started', 'Authorized', {}, { idToken })
      await say('Updated', 'CablePluggedIn', { chargingState: 'EVConnected' })
      assert.deepEqual(await say('Updated', 'ChargingStateChanged', { chargingState: 'SuspendedEV' }), {})
      await shows({ status: 'active', chargingState: 'SuspendedEV' })
    })

    certify(['TC_E_53_CSMS', 'E01.FR.07'], version, 'from seqNo 0 each time', async scene => {
      const first = await energyTransfer(scene)
      const end = { chargingState: 'Idle', stoppedReason: 'EVDisconnected' }
      await first.say('Ended', 'EVCommunicationLost', end)
      await reportsAvailable(first.station)
      const second = await energyTransfer(scene, {}, first.station)
      await second.say('Ended', 'EVCommunicationLost', end)
      for (const { shows } of [first, second]) await shows({ status: 'ended', missingSeqNos: [] })
    })
  }
})
