// Redis or Kafka away: sockets stay, nothing is answered that is not durable, and what was missed is made up for.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { type Bench, openBench, setting } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import type { Station } from './testing/station.ts'
import { until } from './testing/until.ts'
import { openWire, type Wire } from './testing/wire.ts'

const leases = { EDGE_LEASE_TTL_MS: '1500', EDGE_LEASE_RENEW_MS: '300' }

describe('Redis away', { timeout: 120_000 }, () => {
  let bench: Bench
  let edge: EdgeProcess
  let wire: Wire
  let admin: Redis
  before(async () => {
    bench = await openBench()
    const target = new URL(setting('REDIS_URL'))
    wire = await openWire({ host: target.hostname, port: Number(target.port || 6379) })
    admin = new Redis(setting('REDIS_URL'))
    edge = await bench.start({ ...leases, REDIS_URL: `redis://127.0.0.1:${wire.port}` })
  })
  after(async () => {
    wire.close()
    admin.disconnect()
    await bench.close()
  })
  const held = async (name: string) => (await bench.routing.lookup('default', name))?.edgeAddress === edge.grpcAddress

  it('loses its data: every route is back, no socket closes', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `CP-Flush-${i}`)
    const stations: Station[] = []
    for (const name of names) stations.push(await bench.station(edge, name))
    for (const name of names) await until(`${name} has a route`, () => held(name))
    const keys = await admin.keys(`${bench.env.CHARGEPLANE_REDIS_PREFIX}:*`)
    assert.ok(keys.length > 50)
    await admin.del(keys)
    for (const name of names) await until(`${name} has a route again`, () => held(name))
    for (const station of stations) {
      assert.equal((await station.call('Heartbeat', {}))[0], 3)
      station.socket.terminate()
    }
  })

  it('is not reached: stations come, are answered, and get their route later', async () => {
    const before = await bench.station(edge, 'CP-Before')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Before')
    wire.cut()
    await until('the lease has run out', async () => !(await held('CP-Before')))
    const during = await bench.station(edge, 'CP-During')
    const [event] = await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-During')
    for (const station of [before, during]) {
      assert.equal(
        (await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }))[0],
        3,
      )
    }
    const leaver = await bench.station(edge, 'CP-Leaver')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Leaver')
    leaver.socket.terminate()
    await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'CP-Leaver')
    wire.mend()
    for (const name of ['CP-Before', 'CP-During']) await until(`${name} has its route`, () => held(name), 10_000)
    assert.equal(BigInt((await bench.routing.lookup('default', 'CP-During'))?.epoch ?? 0), event?.data.origin?.epoch)
    assert.equal(await held('CP-Leaver'), false)
    for (const station of [before, during]) station.socket.terminate()
  })

  it('was away while the station moved: the older socket is closed when its edge finds out', async () => {
    const other = await bench.start(leases)
    const older = await bench.station(edge, 'CP-Moved')
    await until('it has a route', () => held('CP-Moved'))
    wire.cut()
    const newer = await bench.station(other, 'CP-Moved')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Moved', 2)
    wire.mend()
    const { code } = await older.closed
    assert.ok(code === 1012 || code === 4001, `closed with ${code}`)
    assert.equal((await bench.routing.lookup('default', 'CP-Moved'))?.edgeAddress, other.grpcAddress)
    newer.socket.terminate()
  })
})

describe('Kafka away', { timeout: 120_000 }, () => {
  let bench: Bench
  let wire: Wire
  before(async () => {
    bench = await openBench()
    const [host = '', port = ''] = (setting('KAFKA_BROKERS').split(',')[0] ?? '').split(':')
    wire = await openWire({ host, port: Number(port) }, false)
  })
  after(async () => {
    wire.close()
    await bench.close()
  })

  it('leaves calls unanswered but heartbeats, and works a repeated call once when Kafka is back', async () => {
    const edge = await bench.start({ ...leases, KAFKA_BROKERS: `127.0.0.1:${wire.port}` })
    const station = await bench.station(edge, 'CP-1')
    const start =
      '[2,"start","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":1,"timestamp":"2026-11-23T10:00:00Z"}]'
    station.send(start)
    for (let i = 0; i < 3; i++) {
      assert.equal((await station.call('Heartbeat', {}))[0], 3)
      station.send(start)
    }
    assert.deepEqual(
      station.frames.filter(frame => frame[1] === 'start'),
      [],
    )
    assert.equal(bench.events.length, 0)
    wire.mend()
    await until('the call is answered', () => station.frames.some(frame => frame[1] === 'start'), 30_000)
    await bench.await('chargeplane.ocpp.v1.TransactionEvent', 'CP-1')
    assert.equal(
      (await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' }))[0],
      3,
    )
    await bench.await('chargeplane.ocpp.v1.StatusReported', 'CP-1')
    assert.equal(bench.of('chargeplane.ocpp.v1.TransactionEvent', 'CP-1').length, 1)
    assert.equal(station.frames.filter(frame => frame[1] === 'start').length, 1)
    station.socket.terminate()
    await edge.stop()
  })

  it('keeps its memory: past the limit stations are sent away, to come back later', async () => {
    wire.cut()
    const edge = await bench.start({
      ...leases,
      KAFKA_BROKERS: `127.0.0.1:${wire.port}`,
      EDGE_MAX_PENDING_EVENTS: '100',
    })
    const stations: Station[] = []
    for (let i = 0; i < 120; i++) stations.push(await bench.station(edge, `CP-Many-${i}`))
    const codes: number[] = []
    for (const station of stations) void station.closed.then(({ code }) => codes.push(code))
    await until('the last twenty are sent away', () => codes.length === 20)
    assert.ok(codes.every(code => code === 1013))
    wire.mend()
    // Whoever stayed was announced; whoever was sent away has an end without a beginning, or nothing at all.
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Many-0')
    await until(
      'the hundred are announced',
      () => {
        const connected = bench.events.filter(({ type }) => type === 'chargeplane.ocpp.v1.StationConnected')
        return connected.filter(({ subject }) => subject.startsWith('CP-Many')).length === 100
      },
      30_000,
    )
    for (const station of stations) station.socket.terminate()
  })
})
