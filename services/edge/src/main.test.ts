// Who gets in: the handshake of an edge as it is run, against real Kafka, Redis and gRPC peers.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import { connectStation, refusedStation } from './testing/station.ts'
import { until } from './testing/until.ts'

const hex = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

describe('connecting', { timeout: 90_000 }, () => {
  let bench: Bench
  let edge: EdgeProcess
  before(async () => {
    bench = await openBench()
    edge = await bench.start()
    bench.owners.stations.set('default/CP-Known', { password: hex, registrationStatus: 'Accepted' })
    bench.owners.stations.set('north/CP-Known', { password: 'of the north', registrationStatus: 'Accepted' })
    bench.owners.stations.set('default/CP-Open', { password: '', registrationStatus: 'Accepted' })
  })
  after(() => bench.close())
  const at = (path: string, password?: string | Buffer) => ({ port: edge.wsPort, path, password })

  it('admits a station, with a route, an epoch and an event', async () => {
    const station = await connectStation({ ...at('CP-Known', hex), protocols: ['ocpp1.6'] })
    assert.equal(station.socket.protocol, 'ocpp1.6')
    const [event] = await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Known')
    assert.equal(event?.data.ocppVersion, '1.6')
    assert.equal(event?.data.remoteAddress, '127.0.0.1')
    const route = await bench.routing.lookup('default', 'CP-Known')
    assert.equal(BigInt(route?.epoch ?? 0), event?.data.origin?.epoch)
    assert.equal(route?.edgeAddress, edge.grpcAddress)
    station.socket.close(1000)
    const [gone] = await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'CP-Known')
    assert.deepEqual([gone?.data.reason, gone?.data.code], ['closed', 1000])
    assert.equal(gone?.data.origin?.epoch, event?.data.origin?.epoch)
    assert.ok((gone?.data.origin?.sequence ?? 0) > (event?.data.origin?.sequence ?? 0))
    await until('the route is gone', async () => (await bench.routing.lookup('default', 'CP-Known')) === undefined)
  })

  it('takes the password as digits or as the bytes they stand for, and the tenant from the URL', async () => {
    const stations = [
      await connectStation(at('CP-Known', Buffer.from(hex, 'hex'))),
      await connectStation(at('north/CP-Known', 'of the north')),
    ]
    for (const station of stations) station.socket.terminate()
  })

  it('finds a station whatever way it spells its name, and calls it as it is registered', async () => {
    const before = bench.of('chargeplane.ocpp.v1.StationConnected', 'CP-Known').length
    const station = await connectStation({ ...at('cp-known', hex), protocols: ['ocpp2.0.1'] })
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Known', before + 1)
    station.socket.terminate()
  })

  it('asks no password of a station that has none', async () => {
    const station = await connectStation(at('CP-Open'))
    station.socket.terminate()
  })

  it('answers a wrong password, another name, no credentials and an unknown station alike, after the same time', async () => {
    const attempts = [
      { ...at('CP-Known', 'wrong password') },
      { ...at('CP-Known', hex), username: 'CP-Other' },
      { ...at('CP-Known') },
      { ...at('CP-Unknown', hex) },
      { ...at('south/CP-Known', hex) },
    ]
    for (const attempt of attempts) {
      const started = performance.now()
      const { status, headers } = await refusedStation(attempt)
      assert.equal(status, 401, JSON.stringify(attempt))
      assert.equal(headers['www-authenticate'], 'Basic realm="ocpp"')
      assert.ok(performance.now() - started >= 145)
    }
    const refusals = await bench.await('chargeplane.ocpp.v1.ConnectionRefused', 'CP-Known', 4)
    assert.ok(refusals.some(({ data }) => data.reason === 'bad_credentials'))
    const [unknown] = await bench.await('chargeplane.ocpp.v1.ConnectionRefused', 'CP-Unknown')
    assert.equal(unknown?.data.reason, 'unknown_station')
    assert.equal(bench.of('chargeplane.ocpp.v1.StationConnected', 'CP-Unknown').length, 0)
  })

  for (const [path, status] of [
    ['a/b/CP-1', 404],
    ['CP%0A1', 400],
    ['%zz', 404],
    ['x'.repeat(49), 400],
  ] as const) {
    it(`answers ${status} at /ocpp/${path}`, async () => {
      assert.equal((await refusedStation({ ...at(path, hex), username: 'CP-1' })).status, status)
    })
  }

  it('refuses the characters that 2.x forbids on 2.x only', async () => {
    assert.equal((await refusedStation({ ...at('RDAM%20123', hex), protocols: ['ocpp2.0.1'] })).status, 400)
    assert.equal((await refusedStation({ ...at('RDAM%20123', hex), protocols: ['ocpp1.6'] })).status, 401)
  })

  it('answers plain HTTP by saying what it speaks', async () => {
    const response = await fetch(`http://127.0.0.1:${edge.wsPort}/ocpp/CP-Known`)
    assert.deepEqual([response.status, response.headers.get('upgrade')], [426, 'websocket'])
  })

  it('limits guesses at one station, and still lets its owner in', async () => {
    bench.owners.stations.set('default/CP-Guessed', { password: hex, registrationStatus: 'Accepted' })
    const owner = await connectStation(at('CP-Guessed', hex))
    owner.socket.terminate()
    const statuses: number[] = []
    for (let i = 0; i < 15; i++) statuses.push((await refusedStation(at('CP-Stranger', `guess ${i}`))).status)
    assert.deepEqual(statuses, [...Array(8).fill(401), ...Array(7).fill(429)])
    const again = await connectStation(at('CP-Guessed', hex))
    again.socket.terminate()
  })

  it('admits hundreds that nobody asked about before, and cuts none', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `CP-Storm-${i}`)
    for (const name of names)
      bench.owners.stations.set(`default/${name}`, { password: hex, registrationStatus: 'Accepted' })
    for (let first = 0; first < names.length; first += 60) {
      const storm = names.slice(first, first + 60).map(async name => {
        const station = await connectStation(at(name, hex))
        const [type] = await station.call('Heartbeat', {})
        station.socket.terminate()
        return type
      })
      assert.ok((await Promise.all(storm)).every(type => type === 3))
    }
  })
})
