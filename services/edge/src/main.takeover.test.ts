// One station, two edges: the newcomer wins, the older socket is closed, and no command or route goes astray.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { rpcClient } from '@chargeplane/rpc'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import { judge } from './testing/epoch-checker.ts'
import { refusedStation } from './testing/station.ts'
import { until } from './testing/until.ts'

/** The long form sets them; docs in CONTRIBUTING.md. `FLAP_ROUNDS` is even: the last word is edge b's. */
const scale = (name: string, usual: number) => Number(process.env[name] ?? usual)

describe('takeover', { timeout: scale('FLAP_ROUNDS', 6) * 20_000 }, () => {
  let bench: Bench
  let a: EdgeProcess
  let b: EdgeProcess
  before(async () => {
    bench = await openBench()
    const leases = { EDGE_LEASE_TTL_MS: '2000', EDGE_LEASE_RENEW_MS: '500' }
    const start = (id: string) => bench.start({ ...leases, EDGE_ID: id, EDGE_TAKEOVERS_PER_MINUTE: '1000' })
    ;[a, b] = await Promise.all([start('edge-a'), start('edge-b')])
  })
  after(() => bench.close())
  const held = async (name: string) => (await bench.routing.lookup('default', name))?.edgeAddress

  it('promise 18: closes the older socket on another edge within a second, and keeps the route of the newer', async () => {
    const older = await bench.station(a, 'CP-1')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-1')
    const started = performance.now()
    const newer = await bench.station(b, 'CP-1')
    // Told by the other edge; now and then its own has found out first, by a look at its routes.
    const { code, reason } = await older.closed
    assert.ok(code === 4001 || (code === 1012 && /newer/.test(reason)), `closed with ${code} ${reason}`)
    assert.ok(performance.now() - started < 1000)
    const [gone] = await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'CP-1')
    const [first, second] = await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-1', 2)
    assert.equal(gone?.data.reason, 'replaced')
    assert.equal(gone?.data.origin?.epoch, first?.data.origin?.epoch)
    assert.ok((second?.data.origin?.epoch ?? 0n) > (first?.data.origin?.epoch ?? 0n))
    assert.match(first?.data.origin?.edgeId ?? '', /^edge-a\./)
    assert.equal(await held('CP-1'), b.grpcAddress)
    assert.equal((await newer.call('Heartbeat', {}))[0], 3)
    newer.socket.terminate()
    await until('the route is gone', async () => (await held('CP-1')) === undefined)
  })

  it('closes the older socket on the same edge', async () => {
    const older = await bench.station(a, 'CP-2')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-2')
    const newer = await bench.station(a, 'CP-2')
    assert.equal((await older.closed).code, 4001)
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-2', 2)
    await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'CP-2')
    assert.equal(await held('CP-2'), a.grpcAddress)
    newer.socket.terminate()
  })

  it('promise 18: is not for strangers', async () => {
    const owner = await bench.station(a, 'CP-3')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-3')
    for (let i = 0; i < 5; i++) {
      assert.equal((await refusedStation({ port: b.wsPort, path: 'CP-3', password: `guess ${i}` })).status, 401)
    }
    assert.equal((await owner.call('Heartbeat', {}))[0], 3)
    assert.equal(await held('CP-3'), a.grpcAddress)
    owner.socket.terminate()
  })

  it('ends with one holder when 40 stations flap between the edges', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `CP-Flap-${i}`)
    await Promise.all(
      names.map(async name => {
        for (const edge of [a, b, a, b]) {
          const station = await bench.station(edge, name)
          // Answered once the session has its epoch and is announced; a Heartbeat would not wait for that.
          const answer = await station.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
          assert.equal(answer[0], 3)
        }
      }),
    )
    for (const name of names)
      await until(`${name} is held by b alone`, async () => (await held(name)) === b.grpcAddress)
    for (const name of names) {
      const connected = await bench.await('chargeplane.ocpp.v1.StationConnected', name, 4)
      const epochs = connected.map(({ data }) => data.origin?.epoch ?? 0n)
      assert.equal(new Set(epochs).size, 4)
      await bench.await('chargeplane.ocpp.v1.StationDisconnected', name, 3)
    }
  })

  it('promises 19, 21, 23: has a paused edge ask whose its stations are before it says anything', async () => {
    const callsSeen: string[] = []
    const onCall = (action: string) => void callsSeen.push(action)
    const [moved, stayed] = [await bench.station(a, 'CP-Moved', { onCall }), await bench.station(a, 'CP-Stayed')]
    const [connected] = await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Moved')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Stayed')
    a.process.kill('SIGSTOP')
    await until('its lease has run out', async () => (await held('CP-Stayed')) === undefined)
    const newer = await bench.station(b, 'CP-Moved')
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }
    assert.equal((await newer.call('StatusNotification', { ...status, status: 'Charging' }))[0], 3)
    // All of this waits for it when it wakes up.
    const before = moved.frames.length
    moved.send(JSON.stringify([2, 'h', 'Heartbeat', {}]))
    moved.send(JSON.stringify([2, 's', 'StatusNotification', status]))
    const alive = Promise.all([stayed.call('Heartbeat', {}), stayed.call('StatusNotification', status)])
    const client = rpcClient(EdgeServiceService, a.grpcAddress, { retries: 0, deadlineMs: 10_000 })
    const epoch = connected?.data.origin?.epoch ?? 0n
    const command = { tenant: 'default', stationId: 'CP-Moved', epoch, commandId: 'c', action: 'Reset', timeoutMs: 500 }
    const refused = assert.rejects(client.call({ ...command, payload: '{"type":"Soft"}' }), { code: 'not_found' })
    a.process.kill('SIGCONT')
    assert.equal((await moved.closed).code, 1012)
    await refused
    client.close()
    for (const answer of await alive) assert.equal(answer[0], 3)
    await until('its other station has its route again', async () => (await held('CP-Stayed')) === a.grpcAddress)
    assert.deepEqual([moved.frames.slice(before), callsSeen], [[], []])
    assert.equal(await held('CP-Moved'), b.grpcAddress)
    const said = await bench.await('chargeplane.ocpp.v1.StatusReported', 'CP-Moved')
    await bench.await('chargeplane.ocpp.v1.StatusReported', 'CP-Stayed')
    assert.deepEqual([said.length, said[0]?.data.status], [1, 'Occupied'])
    for (const station of [newer, stayed]) station.socket.terminate()
  })

  it('promises 19, 23: flaps, pauses and commands at once: the newest session has the last word, no command goes astray', async () => {
    const names = Array.from({ length: scale('FLAP_STATIONS', 12) }, (_, i) => `CP-Chaos-${i}`)
    const clients = new Map(
      [a, b].map(e => [e.grpcAddress, rpcClient(EdgeServiceService, e.grpcAddress, { retries: 0 })]),
    )
    const astray: string[] = []
    let arrived = 0
    const rounds = scale('FLAP_ROUNDS', 6)
    /** One station: it connects here and there, and says with every session how many it has had. */
    async function flap(name: string): Promise<void> {
      const onCall = (_action: string, payload: unknown) => {
        arrived += 1
        const meant = typeof payload === 'object' && payload !== null && 'vendorId' in payload ? payload.vendorId : ''
        if (meant !== name) astray.push(`${meant} reached ${name}`)
        return { status: 'Accepted' }
      }
      for (let n = 1; n <= rounds; n++) {
        const station = await bench.station(n % 2 ? a : b, name, { onCall })
        const status = { connectorId: n, errorCode: 'NoError', status: 'Available' }
        await Promise.race([station.call('StatusNotification', status), station.closed])
        await command(name)
      }
    }
    /** As stations does: by the route, with its epoch. What fails has not been sent, or was not answered by a station that left. */
    async function command(stationId: string): Promise<void> {
      const route = await bench.routing.lookup('default', stationId)
      const payload = JSON.stringify({ vendorId: stationId })
      const base = {
        tenant: 'default',
        stationId,
        commandId: randomUUID(),
        action: 'DataTransfer',
        payload,
        timeoutMs: 300,
      }
      if (route !== undefined)
        await clients
          .get(route.edgeAddress)
          ?.call({ ...base, epoch: BigInt(route.epoch) }, { deadlineMs: 1000 })
          .catch(() => {})
    }
    const pilot = await bench.station(a, 'CP-Pilot')
    const flapping = Promise.all(names.map(flap))
    for (let i = 0; i < 2; i++) {
      await until(
        'some have moved',
        () => bench.of('chargeplane.ocpp.v1.StationConnected', `CP-Chaos-${i % names.length}`).length > i + 1,
      )
      a.process.kill('SIGSTOP')
      await until('its lease has run out', async () => (await held('CP-Pilot')) === undefined)
      a.process.kill('SIGCONT')
      await until('it has its lease again', async () => (await held('CP-Pilot')) === a.grpcAddress)
    }
    await flapping
    pilot.socket.terminate()
    for (const client of clients.values()) client.close()
    assert.deepEqual([astray, arrived > 0], [[], true])
    for (const name of names) {
      await until(`${name} is held by b alone`, async () => (await held(name)) === b.grpcAddress)
      const verdict = () => judge(bench.events.filter(event => event.subject === name))
      await until(`the last word of ${name} counts`, () => verdict().evseId === rounds, 10_000)
      const { epochs } = verdict()
      assert.deepEqual([epochs.length, new Set(epochs).size], [rounds, rounds])
    }
  })

  it('has the routes of an edge that was killed disappear with its lease, and its stations listed for the reaper', async () => {
    await bench.station(a, 'CP-4')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-4')
    const edgeId = (await bench.routing.lookup('default', 'CP-4'))?.edgeId ?? ''
    a.process.kill('SIGKILL')
    await until('its route is gone', async () => (await held('CP-4')) === undefined)
    assert.ok((await bench.routing.stationsOf(edgeId, 100)).some(({ station }) => station === 'CP-4'))
    const moved = await bench.station(b, 'CP-4')
    await until('the other edge holds it', async () => (await held('CP-4')) === b.grpcAddress)
    moved.socket.terminate()
  })
})
