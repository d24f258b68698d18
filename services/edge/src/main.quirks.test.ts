// What real stations do differently while they connect and after it (docs/quirks.md), on the wire.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import { authorization, connectStation, refusedStation } from './testing/station.ts'

describe('quirks on the wire', { timeout: 120_000 }, () => {
  let bench: Bench
  let edge: EdgeProcess
  before(async () => {
    bench = await openBench()
    edge = await bench.start({
      EDGE_STRICT_TENANTS: 'lab',
      EDGE_WITHOUT_SUBPROTOCOL: 'lax=1.6',
      EDGE_ANY_USERNAME_TENANTS: 'lax',
    })
  })
  after(() => bench.close())

  const register = (key: string, more: object = {}) =>
    bench.owners.stations.set(key, { password: 'secret', registrationStatus: 'Accepted', ...more })

  /** The first line of the answer to a handshake with these headers of its own. */
  async function handshake(path: string, headers: readonly string[]): Promise<string> {
    const socket = connect(edge.wsPort, '127.0.0.1')
    const lines = [
      `GET ${path} HTTP/1.1`,
      'Host: x',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      ...headers,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    let head = ''
    while (!head.includes('\r\n')) head += String((await once(socket, 'data'))[0])
    socket.destroy()
    return head.split('\r\n')[0] ?? ''
  }

  const spoken = ['Sec-WebSocket-Protocol: ocpp1.6', `Authorization: ${authorization('CP-H', 'secret')}`]
  const connections: [name: string, headers: string[]][] = [
    ['without Connection: Upgrade', ['Upgrade: websocket']],
    ['with a list in Connection', ['Connection: keep-alive, Upgrade', 'Upgrade: websocket']],
    ['in other cases', ['connection: UPGRADE', 'upgrade: WebSocket']],
  ]
  for (const [name, headers] of connections) {
    it(`takes a handshake ${name}`, async () => {
      register('default/CP-H')
      assert.match(await handshake('/ocpp/CP-H', [...headers, ...spoken]), /^HTTP\/1.1 101/)
    })
  }

  it('takes any of several subprotocols, in the order of the station, and another at the next connection', async () => {
    for (const [protocols, version] of [
      [['ocpp1.2', 'ocpp2.0.1', 'ocpp1.6'], '2.0.1'],
      [['ocpp1.6', 'ocpp2.0.1'], '1.6'],
      [['ocpp2.1'], '2.1'],
    ] as const) {
      const station = await bench.station(edge, 'CP-Versions', { protocols: [...protocols] })
      assert.equal((await station.call('Heartbeat', {}))[0], 3)
      assert.equal(station.socket.protocol, `ocpp${version}`)
      station.socket.terminate()
      await station.closed
    }
  })

  it('speaks what the tenant says with a station that offers nothing, and refuses it elsewhere', async () => {
    register('lax/CP-N')
    register('default/CP-N')
    const station = await connectStation({ port: edge.wsPort, path: 'lax/CP-N', password: 'secret', protocols: [] })
    assert.equal(station.socket.protocol, '')
    const status = { connectorId: 0, errorCode: 'NoError', status: 'Available' }
    assert.equal((await station.call('StatusNotification', status))[0], 3)
    station.socket.terminate()
    const refused = await refusedStation({ port: edge.wsPort, path: 'CP-N', password: 'secret', protocols: [] })
    assert.equal(refused.status, 400)
  })

  const paths: [name: string, registered: string, path: string, username: string][] = [
    ['in another case', 'CP-Case', 'cp-CASE', 'cp-CASE'],
    ['behind a double slash', 'CP-Slash', '/CP-Slash', 'CP-Slash'],
    ['before a slash', 'CP-Tail', 'CP-Tail/', 'CP-Tail'],
    ['with what URLs encode', 'RDAM 1#2', 'RDAM%201%232', 'RDAM 1#2'],
    ['with letters of elsewhere', 'CP-Â', 'CP-%C3%82', 'CP-Â'],
    ['with colons', 'DE:CP:1', 'DE:CP:1', 'DE:CP:1'],
    ['with encoded colons', 'DE:CP:2', 'DE%3ACP%3A2', 'de:cp:2'],
    [
      'that the station appends to the tenant by itself',
      'SN00000000000003',
      'default/SN00000000000003',
      'SN00000000000003',
    ],
  ]
  for (const [name, registered, path, username] of paths) {
    it(`finds an identity ${name}`, async () => {
      register(`default/${registered}`)
      const station = await connectStation({ port: edge.wsPort, path, username, password: 'secret' })
      assert.equal((await station.call('Heartbeat', {}))[0], 3)
      const [connected] = await bench.await('chargeplane.ocpp.v1.StationConnected', registered)
      assert.equal(connected?.data.origin?.stationId, registered)
      station.socket.terminate()
    })
  }

  it('takes another user name where the tenant allows it', async () => {
    register('lax/CP-User')
    const station = await connectStation({
      port: edge.wsPort,
      path: 'lax/CP-User',
      username: 'admin',
      password: 'secret',
    })
    assert.equal((await station.call('Heartbeat', {}))[0], 3)
    station.socket.terminate()
  })

  const odd = { connectorId: '1', errorCode: 'Error', status: 'Available', timestamp: '1970-01-01T00:00:00Z' }

  it('repairs and flags on the event, and neither for a strict station or tenant', async () => {
    const station = await bench.station(edge, 'CP-Odd')
    assert.equal((await station.call('StatusNotification', odd))[0], 3)
    const [event] = await bench.await('chargeplane.ocpp.v1.StatusReported', 'CP-Odd')
    assert.deepEqual(event?.data.origin?.quirks, ['text-for-number', 'unknown-value', 'timestamp-unset'])
    assert.deepEqual(JSON.parse(event?.data.origin?.rawPayload ?? ''), odd)
    register('default/CP-Strict', { strict: true })
    register('lab/CP-Lab')
    for (const path of ['CP-Strict', 'lab/CP-Lab']) {
      const strict = await bench.station(edge, path)
      assert.deepEqual((await strict.call('StatusNotification', odd)).slice(0, 3).toSpliced(1, 1), [
        4,
        'TypeConstraintViolation',
      ])
      strict.send('[2,"x","Heartbeat",{,}]')
      assert.equal((await strict.call('Heartbeat', { surplus: 1 }))[2], 'FormationViolation')
      assert.deepEqual(strict.frames.find(frame => frame[1] === 'x')?.slice(0, 3), [4, 'x', 'FormationViolation'])
      strict.socket.terminate()
    }
    station.socket.terminate()
  })

  it('understands 1.6 on a socket of 2.0.1, in transactions too', async () => {
    const station = await bench.station(edge, 'CP-Fox', { protocols: ['ocpp2.0.1'] })
    const boot = { chargePointVendor: 'FoxESS', chargePointModel: 'A022KP1' }
    assert.equal((await station.call('BootNotification', boot))[0], 3)
    const start = { connectorId: 1, idTag: 'FOX', meterStart: 10, timestamp: '2026-01-02T03:04:05Z' }
    const [type, , answer] = await station.call('StartTransaction', start)
    assert.equal(type, 3)
    const { transactionId } = answer as { transactionId: number }
    const stop = { transactionId, meterStop: 20, timestamp: '2026-01-02T04:04:05Z' }
    assert.equal((await station.call('StopTransaction', stop))[0], 3)
    const events = await bench.await('chargeplane.ocpp.v1.TransactionEvent', 'CP-Fox', 2)
    assert.deepEqual(
      events.map(({ data }) => [data.transactionId, data.origin?.quirks]),
      [
        [String(transactionId), ['v16-body']],
        [String(transactionId), ['v16-body']],
      ],
    )
    station.socket.terminate()
  })

  it('takes the history of a week in one frame', async () => {
    const station = await bench.station(edge, 'CP-History')
    const timestamp = '2026-01-02T03:04:05Z'
    const transactionData = Array.from({ length: 1500 }, (_, i) => ({
      timestamp,
      sampledValue: [{ value: String(i), context: 'Sample.Periodic' }],
    }))
    const stop = { transactionId: 5, meterStop: 1500, timestamp, transactionData }
    assert.ok(JSON.stringify(stop).length > 100_000)
    assert.equal((await station.call('StopTransaction', stop))[0], 3)
    const [event] = await bench.await('chargeplane.ocpp.v1.TransactionEvent', 'CP-History')
    const periodic = event?.data.sampledValues.filter(({ context }) => context === 'Sample.Periodic')
    assert.equal(periodic?.length, 1500)
    station.socket.terminate()
  })

  it('has logged no error', () => {
    assert.deepEqual(
      edge.lines.filter(line => line.level === 'error'),
      [],
    )
  })
})
