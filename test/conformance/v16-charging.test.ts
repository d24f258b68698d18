// Charging sessions of 1.6.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { bootPayload, certify } from './certify.ts'
import { accepted, charge16 } from './charge16.ts'
import { knownAs } from './commanded.ts'
import { now } from './session.ts'
import { told } from './told.ts'

const earlier = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

describe('1.6 charging sessions', { concurrency: 8 }, () => {
  certify(['TC_003_CSMS'], '1.6', 'a charge that begins with the cable', async scene => {
    const { station, idTag, status, start, stop, shows } = await charge16(scene)
    await status('Preparing')
    assert.deepEqual(await station.result('Authorize', { idTag }), accepted)
    assert.partialDeepStrictEqual(await start(), accepted)
    await status('Charging')
    await shows({ status: 'active', evseId: 1, connectorId: 1, meterStartWh: 1000 })
    assert.deepEqual(await stop({ idTag, reason: 'Local' }), accepted)
    await status('Finishing', 'Available')
    await shows({ status: 'ended', energyWh: 1500, stoppedReason: 'Local' })
  })

  certify(['TC_004_1_CSMS'], '1.6', 'a charge that begins with the driver', async scene => {
    const { station, idTag, status, start, shows } = await charge16(scene)
    assert.deepEqual(await station.result('Authorize', { idTag }), accepted)
    await status('Preparing')
    assert.partialDeepStrictEqual(await start(), accepted)
    await status('Charging')
    await shows({ status: 'active' })
  })

  certify(['TC_004_2_CSMS'], '1.6', 'a driver who plugs nothing in', async scene => {
    const { station, idTag, status } = await charge16(scene)
    assert.deepEqual(await station.result('Authorize', { idTag }), accepted)
    await status('Preparing', 'Available')
    await knownAs(scene, station, { connectors: [{ evseId: 1, status: 'Available' }] })
    assert.deepEqual(await scene.api.all(`/v1/transactions?station=${station.id}`), [])
  })

  certify(['TC_005_1_CSMS'], '1.6', 'a cable that is pulled at the car', async scene => {
    const { status, start, stop, shows } = await charge16(scene)
    await start()
    await status('Charging', 'SuspendedEV')
    assert.deepEqual(await stop({ reason: 'EVDisconnected' }), {})
    await status('Finishing', 'Available')
    await shows({ status: 'ended', stoppedReason: 'EVDisconnected', energyWh: 1500 })
  })

  certify(['TC_007_CSMS'], '1.6', 'a driver who is let charge from the cache', async scene => {
    const { status, start, shows } = await charge16(scene)
    await status('Preparing')
    assert.partialDeepStrictEqual(await start(), accepted)
    await status('Charging')
    await shows({ status: 'active' })
  })

  certify(['TC_023_1_CSMS'], '1.6', 'a driver whom nobody knows', async scene => {
    const { station } = await charge16(scene)
    assert.deepEqual(await station.result('Authorize', { idTag: 'NOBODY' }), { idTagInfo: { status: 'Invalid' } })
  })

  certify(['TC_023_2_CSMS'], '1.6', 'a driver whose token has expired', async scene => {
    const expiresAt = '2020-01-01T00:00:00.000Z'
    const { station, idTag } = await charge16(scene, { expiresAt })
    assert.deepEqual(await station.result('Authorize', { idTag }), {
      idTagInfo: { status: 'Expired', expiryDate: expiresAt },
    })
  })

  certify(['TC_023_3_CSMS'], '1.6', 'a driver who is blocked', async scene => {
    const { station, idTag } = await charge16(scene, { status: 'Blocked' })
    assert.deepEqual(await station.result('Authorize', { idTag }), { idTagInfo: { status: 'Blocked' } })
  })

  certify(['TC_024_CSMS'], '1.6', 'a connector that does not lock', async scene => {
    const { station, idTag, status } = await charge16(scene)
    await status('Preparing')
    assert.deepEqual(await station.result('Authorize', { idTag }), accepted)
    const failed = { connectorId: 1, errorCode: 'ConnectorLockFailure', status: 'Faulted', timestamp: now() }
    assert.deepEqual(await station.result('StatusNotification', failed), {})
    await knownAs(scene, station, {
      connectors: [{ evseId: 1, status: 'Faulted', errorCode: 'ConnectorLockFailure' }],
    })
  })

  certify(['TC_032_1_CSMS'], '1.6', 'a charge that a power failure ended', async scene => {
    const registered = await scene.register()
    const { station, start, transactionId, shows } = await charge16(scene, {}, registered)
    await start()
    await station.close()
    const again = await scene.connect(registered)
    const booted = await again.result('BootNotification', bootPayload('1.6'))
    assert.partialDeepStrictEqual(booted, { status: 'Accepted' })
    const report = { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: now() }
    assert.deepEqual(await again.result('StatusNotification', report), {})
    const stop = { transactionId: transactionId(), meterStop: 2500, timestamp: now(), reason: 'PowerLoss' }
    assert.deepEqual(await again.result('StopTransaction', stop), {})
    await shows({ status: 'ended', stoppedReason: 'PowerLoss', energyWh: 1500 })
  })

  certify(['TC_037_1_CSMS'], '1.6', 'a charge that began while nobody could be asked', async scene => {
    const { start, status, shows } = await charge16(scene)
    const timestamp = earlier(5)
    assert.partialDeepStrictEqual(await start({ timestamp }), accepted)
    await status('Charging')
    await shows({ status: 'active', startedAt: timestamp })
  })

  certify(['TC_037_3_CSMS'], '1.6', 'a charge that began by a token that is refused later', async scene => {
    const { start, stop, status, shows } = await charge16(scene, { status: 'Blocked' })
    assert.partialDeepStrictEqual(await start({ timestamp: earlier(5) }), { idTagInfo: { status: 'Blocked' } })
    assert.deepEqual(await stop({ reason: 'DeAuthorized' }), {})
    await status('Finishing', 'Available')
    await shows({ status: 'ended', stoppedReason: 'DeAuthorized', reviewReason: 'token_not_accepted' })
  })

  certify(['TC_039_CSMS'], '1.6', 'a charge that was over before anybody heard of it', async scene => {
    const { idTag, start, stop, shows } = await charge16(scene)
    const timestamp = earlier(60)
    const started = await start({ timestamp })
    assert.partialDeepStrictEqual(started, accepted)
    // Told again, as by a station that has not heard the answer: the same charge.
    assert.deepEqual(await start({ timestamp }), started)
    const endedAt = earlier(10)
    assert.deepEqual(await stop({ idTag, timestamp: endedAt, reason: 'Local' }), accepted)
    await shows({ status: 'ended', endedAt, energyWh: 1500 })
  })

  certify(['4.7 MeterValues'], '1.6', 'readings, plain and signed, in units that every version shares', async scene => {
    const { station, start, transactionId } = await charge16(scene)
    await start({ meterStart: 0 })
    const signed = { signedMeterData: 'T0NNRg==', signingMethod: '', encodingMethod: 'OCMF', publicKey: 'b2Nh' }
    const sampledValue: Json[] = [
      { value: '1.5', unit: 'kWh', context: 'Sample.Clock' },
      { value: JSON.stringify(signed), format: 'SignedData', context: 'Trigger' },
      { value: '16.5', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
    ]
    const payload = { connectorId: 1, transactionId: transactionId(), meterValue: [{ timestamp: now(), sampledValue }] }
    assert.deepEqual(await station.result('MeterValues', payload), {})
    await told(scene, station, `transactions/${transactionId()}/meter-values`, {
      items: [
        { context: 'Transaction.Begin', value: '0' },
        { measurand: 'Current.Import', phase: 'L1', value: '16.5', unit: 'A' },
        { context: 'Sample.Clock', value: '1500', unit: 'Wh', original: '1.5 kWh' },
        { context: 'Trigger', signed: { data: 'T0NNRg==', encodingMethod: 'OCMF', publicKey: 'b2Nh' } },
      ],
    })
  })
})
