// What a station says and what it is answered, on the real stack.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { tokenHasher } from '@chargeplane/ocpp'
import { AuthorizeResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { type Bench, openBench } from './testing/bench.ts'
import { type EdgeProcess, tokenHashKey } from './testing/edge-process.ts'
import { away } from './testing/owners.ts'
import type { Frame } from './testing/station.ts'
import { until } from './testing/until.ts'

const start = { connectorId: 1, idTag: 'TOKEN-1', meterStart: 1000, timestamp: '2026-11-23T10:00:00Z' }
const meterValues = (value: number) => ({
  connectorId: 1,
  meterValue: [{ timestamp: '2026-11-23T10:05:00Z', sampledValue: [{ value: String(value) }] }],
})
const payloadOf = (frame: Frame) => frame[2] as Record<string, unknown>

describe('calls of stations', { timeout: 120_000 }, () => {
  let bench: Bench
  let edge: EdgeProcess
  before(async () => {
    bench = await openBench()
    edge = await bench.start()
  })
  after(() => bench.close())

  it('answers a start with its derived transaction id once its event is in Kafka, with the token hashed', async () => {
    bench.owners.onAuthorize = () =>
      AuthorizeResponse.fromPartial({ status: 'Accepted', expiresAt: '', groupIdToken: 'GROUP' })
    const station = await bench.station(edge, 'CP-Start')
    const [type, , answer] = await station.call('StartTransaction', start)
    const { transactionId, idTagInfo } = answer as { transactionId: number; idTagInfo: object }
    assert.equal(type, 3)
    assert.deepEqual(idTagInfo, { status: 'Accepted', parentIdTag: 'GROUP' })
    const [event] = await bench.await('chargeplane.ocpp.v1.TransactionEvent', 'CP-Start')
    assert.equal(event?.data.transactionId, String(transactionId))
    assert.equal(event?.data.idToken?.hash, tokenHasher(tokenHashKey)('default', 'TOKEN-1'))
    assert.equal(
      JSON.stringify(event?.data, (_, value) => (typeof value === 'bigint' ? String(value) : value)).includes(
        'TOKEN-1',
      ),
      false,
    )
    assert.deepEqual(bench.owners.authorizations.at(-1)?.purpose, 'start')
    // The same start in another session and another message: the same fact, the same id.
    const again = await bench.station(edge, 'CP-Start')
    assert.equal(payloadOf(await again.call('StartTransaction', start)).transactionId, transactionId)
    const events = await bench.await('chargeplane.ocpp.v1.TransactionEvent', 'CP-Start', 2)
    assert.equal(events[0]?.id, events[1]?.id)
    again.socket.terminate()
  })

  it('answers a repeated call from memory, and works it once', async () => {
    const station = await bench.station(edge, 'CP-Repeat')
    const id = randomUUID()
    const first = await station.call('MeterValues', meterValues(1), id)
    const second = await station.call('MeterValues', meterValues(1), id)
    assert.deepEqual(second, first)
    // The same id with another text is another call.
    assert.equal((await station.call('MeterValues', meterValues(2), id))[0], 3)
    await bench.await('chargeplane.ocpp.v1.MeterValuesReported', 'CP-Repeat', 2)
    assert.equal(bench.of('chargeplane.ocpp.v1.MeterValuesReported', 'CP-Repeat').length, 2)
    station.socket.terminate()
  })

  it('works calls that come at once one after the other, and numbers their events in that order', async () => {
    const station = await bench.station(edge, 'CP-Order')
    const ids = Array.from({ length: 25 }, (_, i) => `call-${i}`)
    for (const [i, id] of ids.entries()) station.send(JSON.stringify([2, id, 'MeterValues', meterValues(i)]))
    await until('all are answered', () => station.frames.length === ids.length)
    assert.deepEqual(
      station.frames.map(frame => frame[1]),
      ids,
    )
    const events = await bench.await('chargeplane.ocpp.v1.MeterValuesReported', 'CP-Order', 25)
    assert.deepEqual(
      events.map(({ data }) => data.sampledValues[0]?.value),
      ids.map((_, i) => i),
    )
    // The connection's own event was the first of the epoch.
    assert.deepEqual(
      events.map(({ data }) => data.origin?.sequence),
      ids.map((_, i) => i + 2),
    )
    station.socket.terminate()
  })

  it('closes a station that sends on and on without waiting', async () => {
    const station = await bench.station(edge, 'CP-Mad')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Mad')
    for (let i = 0; i < 60; i++) station.send(JSON.stringify([2, `call-${i}`, 'MeterValues', meterValues(i)]))
    assert.equal((await station.closed).code, 1008)
    const [gone] = await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'CP-Mad')
    assert.equal(gone?.data.reason, 'protocol_error')
  })

  it('lets nothing but a boot through before it was accepted', async () => {
    bench.owners.stations.set('default/CP-New', { password: 'secret', registrationStatus: '' })
    bench.owners.onBoot = () => ({ status: 'Pending', intervalS: 30 })
    const station = await bench.station(edge, 'CP-New')
    const [type, , code] = await station.call('StartTransaction', start)
    assert.deepEqual([type, code], [4, 'SecurityError'])
    assert.equal(
      (await station.call('StatusNotification', { connectorId: 0, errorCode: 'NoError', status: 'Available' }))[0],
      3,
    )
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' }
    assert.deepEqual(payloadOf(await station.call('BootNotification', boot)).status, 'Pending')
    assert.equal((await station.call('StartTransaction', start))[2], 'SecurityError')
    bench.owners.onBoot = () => ({ status: 'Accepted', intervalS: 300 })
    assert.deepEqual(payloadOf(await station.call('BootNotification', boot)).status, 'Accepted')
    assert.equal((await station.call('StartTransaction', start))[0], 3)
    const booted = await bench.await('chargeplane.ocpp.v1.StationBooted', 'CP-New', 2)
    assert.deepEqual(
      booted.map(({ data }) => data.registrationStatus),
      ['Pending', 'Accepted'],
    )
    await bench.await('chargeplane.ocpp.v1.TransactionEvent', 'CP-New')
    assert.equal(bench.of('chargeplane.ocpp.v1.TransactionEvent', 'CP-New').length, 1)
    station.socket.terminate()
  })

  it('answers for an owner that is away, and says so in the event', async () => {
    bench.owners.onAuthorize = () => Promise.reject(away)
    const station = await bench.station(edge, 'CP-Fallback')
    const [type, , answer] = await station.call('Authorize', { idTag: 'TOKEN-2' })
    assert.deepEqual([type, answer], [3, { idTagInfo: { status: 'Accepted' } }])
    const [event] = await bench.await('chargeplane.ocpp.v1.TokenPresented', 'CP-Fallback')
    assert.equal(event?.data.origin?.fallback, 'accept')
    station.socket.terminate()
  })

  const faults: [name: string, frame: string, id: string, code: string][] = [
    ['an action that nobody knows', '[2,"1","Teleport",{}]', '1', 'NotImplemented'],
    [
      'a payload without what it needs',
      '[2,"2","BootNotification",{"chargePointModel":"M"}]',
      '2',
      'OccurenceConstraintViolation',
    ],
    ['text that is no JSON', '[2,"3","Heartbeat",', '3', 'FormationViolation'],
    ['an object', '{"a":1}', '-1', 'FormationViolation'],
  ]
  for (const [name, frame, id, code] of faults) {
    it(`answers ${name} with ${code}, and goes on`, async () => {
      const station = await bench.station(edge, 'CP-Faulty')
      station.send(frame)
      await until('it is answered', () => station.frames.length > 0)
      assert.deepEqual(station.frames[0]?.slice(0, 3), [4, id, code])
      assert.equal((await station.call('Heartbeat', {}))[0], 3)
      station.socket.terminate()
    })
  }

  it('ignores answers to nothing, and odd frames that 1.6 says to ignore', async () => {
    const station = await bench.station(edge, 'CP-Odd')
    for (const frame of ['[3,"never sent",{}]', '[4,"never sent","InternalError","",{}]', '[9,"x",{}]', ''])
      station.send(frame)
    assert.equal((await station.call('Heartbeat', {}))[0], 3)
    assert.equal(station.frames.length, 1)
    station.socket.terminate()
  })

  it('speaks 2.0.1', async () => {
    bench.owners.onAuthorize = () =>
      AuthorizeResponse.fromPartial({ status: 'ConcurrentTx', expiresAt: '', groupIdToken: '' })
    const station = await bench.station(edge, 'CP-201', { protocols: ['ocpp2.0.1'] })
    const started = {
      eventType: 'Started',
      timestamp: '2026-11-23T10:00:00Z',
      triggerReason: 'Authorized',
      seqNo: 0,
      transactionInfo: { transactionId: 'tx-1' },
      idToken: { idToken: 'token-1', type: 'ISO14443' },
      evse: { id: 1, connectorId: 1 },
    }
    const [type, , answer] = await station.call('TransactionEvent', started)
    assert.deepEqual([type, answer], [3, { idTokenInfo: { status: 'ConcurrentTx' } }])
    const [event] = await bench.await('chargeplane.ocpp.v1.TransactionEvent', 'CP-201')
    assert.deepEqual([event?.data.transactionId, event?.data.seqNo], ['tx-1', 0])
    assert.deepEqual((await station.call('Heartbeat', { customData: {} }))[0], 4)
    station.socket.terminate()
  })

  it('has logged no error', () => {
    assert.deepEqual(
      edge.lines.filter(line => line.level === 'error'),
      [],
    )
  })
})
