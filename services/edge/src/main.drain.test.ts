// SIGTERM: stations leave, nothing answered is lost, and the process is gone.
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { AuthorizeResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { EdgeAdminServiceService } from '@chargeplane/proto/edge/v1/admin'
import { rpcClient } from '@chargeplane/rpc'
import { type Bench, openBench } from './testing/bench.ts'
import { away, silence } from './testing/owners.ts'
import { connectStation, refusedStation, type Station } from './testing/station.ts'
import { until } from './testing/until.ts'

/** A port the system chooses is not shared, so it is chosen first. */
async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return String(typeof address === 'object' ? address?.port : '')
}

describe('draining', { timeout: 120_000 }, () => {
  let bench: Bench
  before(async () => {
    bench = await openBench()
  })
  after(() => bench.close())

  it('promise 43: sends every station away with 1012, announces it, removes its route and exits 0', async () => {
    const edge = await bench.start()
    const stations: Station[] = []
    for (let i = 0; i < 30; i++) stations.push(await bench.station(edge, `CP-${i}`))
    for (let i = 0; i < 30; i++) await bench.await('chargeplane.ocpp.v1.StationConnected', `CP-${i}`)
    assert.equal(await edge.stop(), 0)
    for (const [i, station] of stations.entries()) {
      assert.equal((await station.closed).code, 1012)
      const [gone] = await bench.await('chargeplane.ocpp.v1.StationDisconnected', `CP-${i}`)
      assert.equal(gone?.data.reason, 'edge_drained')
    }
    assert.equal(await bench.routing.lookup('default', 'CP-0'), undefined)
    const edgeId = bench.of('chargeplane.ocpp.v1.StationConnected', 'CP-0')[0]?.data.origin?.edgeId ?? ''
    assert.deepEqual(await bench.routing.stationsOf(edgeId, 100), [])
    assert.deepEqual(
      edge.lines.filter(line => line.level === 'error'),
      [],
    )
  })

  it('gives stations away when it is asked to, those that do not charge first, and tells how far it is', async () => {
    const edge = await bench.start()
    const admin = rpcClient(EdgeAdminServiceService, edge.grpcAddress, { retries: 0 })
    const stations = new Map<string, Station>()
    for (let i = 0; i < 12; i++) stations.set(`CP-Give-${i}`, await bench.station(edge, `CP-Give-${i}`))
    const starts = [0, 1, 2].map(i => {
      const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: new Date().toISOString() }
      return stations.get(`CP-Give-${i}`)?.call('StartTransaction', start)
    })
    for (const answer of await Promise.all(starts)) assert.equal(answer?.[0], 3)
    const before = await admin.getStatus({})
    assert.deepEqual([before.connections, before.charging, before.leaving, before.stopping], [12, 3, 0, false])
    await assert.rejects(admin.drain({ connections: 0 }), { code: 'invalid_argument', field: 'connections' })
    assert.deepEqual(await admin.drain({ connections: 9 }), { connections: 9, rate: 50 })
    await until('nine have left', async () => (await admin.getStatus({})).connections === 3)
    assert.equal((await stations.get('CP-Give-11')?.closed)?.code, 1012)
    const [gone] = await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'CP-Give-11')
    assert.equal(gone?.data.reason, 'edge_drained')
    const after = await admin.getStatus({})
    assert.deepEqual([after.connections, after.charging, after.leaving], [3, 3, 0])
    // It goes on taking stations.
    assert.equal((await (await bench.station(edge, 'CP-Give-3')).call('Heartbeat', {}))[0], 3)
    admin.close()
    await edge.stop()
  })

  it('ends at once at a second signal', async () => {
    const edge = await bench.start({ EDGE_DRAIN_CALL_GRACE_MS: '60000' })
    const station = await bench.station(edge, 'CP-Stuck')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Stuck')
    bench.owners.onAuthorize = silence
    void station.call('Authorize', { idTag: 'A' }).catch(() => {})
    await until('the owner was asked', () =>
      bench.owners.authorizations.some(({ stationId }) => stationId === 'CP-Stuck'),
    )
    const stopped = edge.stop()
    await until('the edge is stopping', () => edge.lines.some(({ message }) => message === 'stopping'))
    edge.process.kill('SIGTERM')
    assert.equal(await stopped, 1)
    bench.owners.onAuthorize = () => Promise.reject(away)
  })

  it('answers the call under way before it closes the socket', async () => {
    const edge = await bench.start()
    const decision = Promise.withResolvers<void>()
    bench.owners.onAuthorize = async () => {
      await decision.promise
      return AuthorizeResponse.fromPartial({ status: 'Accepted', expiresAt: '', groupIdToken: '' })
    }
    const station = await bench.station(edge, 'CP-Busy')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Busy')
    const answer = station.call('Authorize', { idTag: 'A' })
    await until('the owner was asked', () => bench.owners.authorizations.length > 0)
    const stopped = edge.stop()
    await until('the edge is stopping', () => edge.lines.some(({ message }) => message === 'stopping'))
    decision.resolve()
    assert.equal((await answer)[0], 3)
    assert.equal((await station.closed).code, 1012)
    await bench.await('chargeplane.ocpp.v1.TokenPresented', 'CP-Busy')
    assert.equal(await stopped, 0)
    bench.owners.onAuthorize = () => Promise.reject(away)
  })

  it('keeps its sockets for a while after readiness is off, and lets nobody new in after that', async () => {
    const edge = await bench.start({ EDGE_PRE_DRAIN_MS: '800' })
    const station = await bench.station(edge, 'CP-Waits')
    const ready = async () => (await fetch(`http://127.0.0.1:${edge.opsPort}/readyz`)).status
    assert.equal(await ready(), 200)
    const stopped = edge.stop()
    await until('readiness is off', async () => (await ready()) === 503)
    assert.equal((await station.call('Heartbeat', {}))[0], 3)
    assert.equal((await station.closed).code, 1012)
    await assert.rejects(connectStation({ port: edge.wsPort, path: 'CP-Waits', password: 'secret' }))
    assert.equal(await stopped, 0)
  })

  it('refuses more stations than it may hold, and more a second than it may try, with 503', async () => {
    const full = await bench.start({ EDGE_MAX_CONNECTIONS: '2' })
    const stations = [await bench.station(full, 'CP-A'), await bench.station(full, 'CP-B')]
    const { status, headers } = await refusedStation({ port: full.wsPort, path: 'CP-C', password: 'secret' })
    assert.equal(status, 503)
    assert.ok(Number(headers['retry-after']) >= 5)
    const [refused] = await bench.await('chargeplane.ocpp.v1.ConnectionRefused', 'CP-C')
    assert.equal(refused?.data.reason, 'overloaded')
    for (const station of stations) station.socket.terminate()
    await full.stop()

    const slow = await bench.start({ EDGE_ACCEPT_RATE: '1' })
    const first = await bench.station(slow, 'CP-A')
    assert.equal((await refusedStation({ port: slow.wsPort, path: 'CP-B', password: 'secret' })).status, 503)
    first.socket.terminate()
  })

  it('shares its port with other edges', async () => {
    const port = await freePort()
    const one = await bench.start({ EDGE_PORT: port })
    const two = await bench.start({ EDGE_PORT: port })
    assert.deepEqual([one.wsPort, two.wsPort], [Number(port), Number(port)])
    const stations: Station[] = []
    const holders = new Set<string | undefined>()
    for (let i = 0; i < 40 && holders.size < 2; i++) {
      stations.push(await bench.station(one, `CP-Shared-${i}`))
      await bench.await('chargeplane.ocpp.v1.StationConnected', `CP-Shared-${i}`)
      holders.add((await bench.routing.lookup('default', `CP-Shared-${i}`))?.edgeAddress)
    }
    assert.deepEqual(holders, new Set([one.grpcAddress, two.grpcAddress]))
    for (const station of stations) station.socket.terminate()
  })
})
