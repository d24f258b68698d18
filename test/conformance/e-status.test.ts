// Functional block E, what a station answers when it is asked about its transactions, and what it had not delivered.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { energyTransfer, register, type Session } from './session.ts'

/** Asks as an operator does, answers as the station does. */
async function asked(scene: Scene, { station }: Session, payload: Json, answer: Json): Promise<void> {
  const { request, response } = await scene.exchange(station, 'GetTransactionStatus', payload, answer)
  assert.deepEqual([request, response.body.response], [payload, answer])
}

const offline = { offline: true }

describe('E the status of a transaction', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_E_29_CSMS', 'E14.FR.02', 'E14.FR.04'], version, 'ongoing, with messages to come', async scene => {
      const session = await energyTransfer(scene)
      const { transactionId, say, shows } = session
      await asked(scene, session, { transactionId }, { ongoingIndicator: true, messagesInQueue: true })
      await shows({ status: 'active', stationWord: { ongoing: true, messagesInQueue: true } })
      const late = { ...offline, ...register(1200, 'Sample.Periodic') }
      assert.deepEqual(await say('Updated', 'MeterValuePeriodic', {}, late), {})
    })

    certify(['TC_E_30_CSMS', 'E14.FR.05'], version, 'ongoing, with nothing to come', async scene => {
      const session = await energyTransfer(scene)
      const { transactionId, shows } = session
      await asked(scene, session, { transactionId }, { ongoingIndicator: true, messagesInQueue: false })
      await shows({ stationWord: { ongoing: true, messagesInQueue: false } })
    })

    certify(['TC_E_31_CSMS', 'E14.FR.03', 'E04.FR.02'], version, 'ended, with messages to come', async scene => {
      const session = await energyTransfer(scene)
      const { transactionId, say, shows, skip } = session
      skip(2)
      await say('Ended', 'EVCommunicationLost', { chargingState: 'Idle' }, offline)
      await asked(scene, session, { transactionId }, { ongoingIndicator: false, messagesInQueue: true })
      await shows({ status: 'ended', stationWord: { ongoing: false, messagesInQueue: true } })
      skip(-3)
      await say('Updated', 'StopAuthorized', {}, offline)
      await say('Updated', 'ChargingStateChanged', { chargingState: 'EVConnected' }, offline)
      await shows({ status: 'ended', missingSeqNos: [] })
    })

    certify(['TC_E_33_CSMS', 'E14.FR.06', 'E14.FR.07'], version, 'of any, with messages to come', async scene => {
      const session = await energyTransfer(scene)
      await asked(scene, session, {}, { messagesInQueue: true })
      const late = { ...offline, ...register(1300, 'Sample.Periodic') }
      assert.deepEqual(await session.say('Updated', 'MeterValuePeriodic', {}, late), {})
    })

    certify(['TC_E_34_CSMS', 'E14.FR.08'], version, 'of any, with nothing to come', async scene => {
      const session = await energyTransfer(scene)
      await asked(scene, session, {}, { messagesInQueue: false })
    })
  }
})
