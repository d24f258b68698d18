// Functional block J, meter values.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { energyTransfer, now, register, type Session, sessionAt } from './session.ts'
import { told } from './told.ts'

const idle = { chargingState: 'Idle', stoppedReason: 'EVDisconnected' }
const signedMeterValue = {
  signedMeterData: 'T0NNRnx7IkZWIjoiMS4wIn18eyJTRCI6IjMwIn0=',
  signingMethod: 'ECDSA-secp256r1-SHA256',
  encodingMethod: 'OCMF',
  publicKey: 'b2NhOmJhc2U2NDphc24xOk1Ga3c=',
}
const signed = {
  data: signedMeterValue.signedMeterData,
  signingMethod: signedMeterValue.signingMethod,
  encodingMethod: 'OCMF',
  publicKey: signedMeterValue.publicKey,
}

/** The API comes to show these readings of the transaction, in order. */
const shown = (scene: Scene, { station, transactionId }: Session, ...items: Json[]) =>
  told(scene, station, `transactions/${transactionId}/meter-values`, { items })

describe('J meter values', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_J_01_CSMS', 'J01.FR.18'], version, 'by the clock, of no transaction', async scene => {
      const station = await scene.boot()
      const sampledValue = [
        {
          value: 12.5,
          context: 'Sample.Clock',
          measurand: 'Energy.Active.Import.Register',
          unitOfMeasure: { unit: 'kWh' },
        },
        { value: 6.9, context: 'Sample.Clock', measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'kW' } },
      ]
      const payload = { evseId: 1, meterValue: [{ timestamp: now(), sampledValue }] }
      assert.deepEqual(await station.result('MeterValues', payload), {})
      await told(scene, station, 'meter-values', {
        items: [
          {
            measurand: 'Energy.Active.Import.Register',
            context: 'Sample.Clock',
            value: '12500',
            unit: 'Wh',
            evseId: 1,
          },
          { measurand: 'Power.Active.Import', value: '6900', unit: 'W', original: '6.9 kW' },
        ],
      })
    })

    certify(['TC_J_02_CSMS', 'J01.FR.11'], version, 'by the clock, of a transaction', async scene => {
      const session = await energyTransfer(scene)
      const reading = register(1000, 'Sample.Clock')
      assert.deepEqual(await session.say('Updated', 'MeterValueClock', {}, reading), {})
      await shown(scene, session, { context: 'Sample.Clock', value: '1000', evseId: 1, connectorId: 1 })
    })

    certify(['TC_J_03_CSMS', 'J01.FR.14'], version, 'by the clock, with the end of a transaction', async scene => {
      const session = await energyTransfer(scene)
      const [clock] = register(1000, 'Sample.Clock').meterValue as [Json]
      const [end] = register(1500, 'Transaction.End').meterValue as [Json]
      const earlier = { ...clock, timestamp: new Date(Date.now() - 60_000).toISOString() }
      await session.say('Ended', 'EVCommunicationLost', idle, { meterValue: [earlier, end] })
      await shown(
        scene,
        session,
        { context: 'Sample.Clock', value: '1000' },
        { context: 'Transaction.End', value: '1500' },
      )
    })

    certify(['TC_J_04_CSMS', 'J01.FR.21'], version, 'by the clock, signed', async scene => {
      const station = await scene.boot()
      const reading = register(700, 'Sample.Clock', { signedMeterValue })
      assert.deepEqual(await station.result('MeterValues', { evseId: 1, ...reading }), {})
      await told(scene, station, 'meter-values', { items: [{ value: '700', signed }] })
    })

    certify(['TC_J_07_CSMS', 'J02.FR.11'], version, 'with the start of a transaction at a known EVSE', async scene => {
      const session = await sessionAt(scene)
      const { idToken } = session
      await session.say('Started', 'Authorized', {}, { idToken, ...register(5000, 'Transaction.Begin') })
      await shown(scene, session, { context: 'Transaction.Begin', value: '5000', evseId: 1 })
      await session.say('Ended', 'EVDeparted', idle, register(5250, 'Transaction.End'))
      await session.shows({ meterStartWh: 5000, meterStopWh: 5250, energyWh: 250 })
    })

    certify(['TC_J_08_CSMS', 'E03.FR.10'], version, 'with the first event that knows the EVSE', async scene => {
      const session = await sessionAt(scene)
      const { idToken } = session
      await session.say('Started', 'Authorized', {}, { idToken, evse: undefined })
      const evse = { id: 2, connectorId: 1 }
      const begin = { evse, ...register(5000, 'Transaction.Begin') }
      await session.say('Updated', 'CablePluggedIn', { chargingState: 'EVConnected' }, begin)
      await shown(scene, session, { context: 'Transaction.Begin', value: '5000', evseId: 2 })
      await session.say('Ended', 'EVDeparted', idle, register(5100, 'Transaction.End'))
      await session.shows({ evseId: 2, meterStartWh: 5000, energyWh: 100 })
    })

    certify(['TC_J_09_CSMS', 'J02.FR.01', 'J02.FR.19'], version, 'in between, of all phases and units', async scene => {
      const session = await energyTransfer(scene)
      const timestamp = now()
      const sampledValue = [
        { value: 16, measurand: 'Current.Import', phase: 'L1', unitOfMeasure: { unit: 'A' } },
        { value: 1.25, unitOfMeasure: { unit: 'Wh', multiplier: 3 } },
        { value: 55, measurand: 'SoC', location: 'EV' },
        { value: 230.1, measurand: 'Voltage', phase: 'L1-N' },
      ]
      await session.say('Updated', 'MeterValuePeriodic', {}, { meterValue: [{ timestamp, sampledValue }] })
      await shown(
        scene,
        session,
        { measurand: 'Current.Import', phase: 'L1', value: '16', unit: 'A' },
        { measurand: 'Energy.Active.Import.Register', value: '1250', unit: 'Wh', original: '1.25e3 Wh' },
        { measurand: 'SoC', value: '55', unit: 'Percent', location: 'EV' },
        { measurand: 'Voltage', phase: 'L1-N', value: '230.1', unit: 'V' },
      )
    })

    certify(['TC_J_10_CSMS', 'J02.FR.13'], version, 'with the end of a transaction', async scene => {
      const session = await energyTransfer(scene)
      const [begin] = register(100, 'Transaction.Begin').meterValue as [Json]
      const [end] = register(900, 'Transaction.End').meterValue as [Json]
      const earlier = { ...begin, timestamp: new Date(Date.now() - 60_000).toISOString() }
      assert.deepEqual(await session.say('Ended', 'EVDeparted', idle, { meterValue: [earlier, end] }), {})
      await session.shows({ status: 'ended', meterStartWh: 100, meterStopWh: 900, energyWh: 800 })
    })

    certify(['TC_J_11_CSMS', 'J02.FR.21'], version, 'signed, kept whole', async scene => {
      const session = await energyTransfer(scene)
      const end = register(900, 'Transaction.End', { signedMeterValue })
      assert.deepEqual(await session.say('Ended', 'EVDeparted', idle, end), {})
      await shown(scene, session, { context: 'Transaction.End', value: '900', signed })
    })
  }

  certify(['J02.FR.01'], '2.1', 'of what 2.1 has measured', async scene => {
    const session = await energyTransfer(scene)
    const measured = [
      ['Display.PresentSOC', 41, '41', 'Percent'],
      ['Display.RemainingTimeToTargetSOC', 600, '600', 's'],
      ['Energy.Active.Import.CableLoss', 12, '12', 'Wh'],
      ['EnergyRequest.Target', 30_000, '30000', 'Wh'],
      ['Power.Active.Setpoint', 7000, '7000', 'W'],
      ['Voltage.Maximum', 500, '500', 'V'],
    ] as const
    const sampledValue = measured.map(([measurand, value]) => ({ measurand, value }))
    await session.say('Updated', 'MeterValuePeriodic', {}, { meterValue: [{ timestamp: now(), sampledValue }] })
    await shown(scene, session, ...measured.map(([measurand, , value, unit]) => ({ measurand, value, unit })))
  })
})
