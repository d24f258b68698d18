// What comes over the wire and should not: an edge closes it, says why, and serves the others.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import { dialRaw, clientFrame as frame, upgradeRaw } from './testing/raw-client.ts'
import { connectStation } from './testing/station.ts'
import { until } from './testing/until.ts'

describe('sockets', { timeout: 180_000 }, () => {
  let bench: Bench
  let edge: EdgeProcess
  before(async () => {
    bench = await openBench()
    edge = await bench.start({
      EDGE_PING_INTERVAL_MS: '1000',
      EDGE_PONG_DEADLINE_MS: '2000',
      EDGE_MAX_FRAMES_PER_SECOND: '200',
      EDGE_MAX_SEND_BUFFER_BYTES: '65536',
      EDGE_MAX_FRAME_BYTES: '65536',
    })
  })
  after(() => bench.close())

  async function raw(name: string, at = edge) {
    bench.owners.stations.set(`default/${name}`, { password: 'secret', registrationStatus: 'Accepted' })
    const client = dialRaw(at.wsPort)
    assert.equal(await upgradeRaw(client, name), 101)
    await bench.await('chargeplane.ocpp.v1.StationConnected', name)
    client.socket.resume()
    return client
  }

  async function reasonFor(name: string): Promise<string | undefined> {
    const [event] = await bench.await('chargeplane.ocpp.v1.StationDisconnected', name)
    return event?.data.reason
  }

  const violations: [name: string, bytes: Buffer][] = [
    ['CP-Utf8', frame(0x81, Buffer.from([0xff, 0xfe]))],
    ['CP-Reserved', frame(0xf1, Buffer.from('[]'))],
    ['CP-Opcode', frame(0x83, Buffer.from('[]'))],
    ['CP-Stray', frame(0x80, Buffer.from('[]'))],
    ['CP-Long', Buffer.concat([Buffer.from([0x81, 0xff]), Buffer.from([0, 0, 0, 0, 0, 2, 0, 0]), Buffer.alloc(4)])],
  ]
  for (const [name, bytes] of violations) {
    it(`promise 48: closes ${name} within 100 ms, and says why`, async () => {
      // The machine may be busy with others: one of three times has to show it.
      let took = Number.POSITIVE_INFINITY
      for (let attempt = 1; attempt <= 3 && took > 100; attempt += 1) {
        const { socket, closed } = await raw(`${name}-${attempt}`)
        const started = performance.now()
        socket.write(bytes)
        took = (await closed) - started
        assert.equal(await reasonFor(`${name}-${attempt}`), 'protocol_error')
      }
      assert.ok(took <= 100, `it took ${took} ms`)
    })
  }

  it('promise 48: refuses binary frames with 1003', async () => {
    const station = await bench.station(edge, 'CP-Binary')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Binary')
    station.socket.send(Buffer.from('[2,"1","Heartbeat",{}]'))
    assert.equal((await station.closed).code, 1003)
    assert.equal(await reasonFor('CP-Binary'), 'protocol_error')
  })

  it('takes a frame of 64 KB, and text in fragments', async () => {
    const station = await bench.station(edge, 'CP-Big')
    const data = 'x'.repeat(65_000)
    assert.equal((await station.call('DataTransfer', { vendorId: 'V', data }))[0], 3)
    station.socket.send('[2,"frag', { fin: false })
    station.socket.send('ments","Heartbeat",{}]', { fin: true })
    await until('the fragments are answered', () => station.frames.some(answer => answer[1] === 'fragments'))
    station.socket.terminate()
  })

  it('speaks permessage-deflate with who asks for it, and is not blown up by it', async () => {
    bench.owners.stations.set('default/CP-Deflate', { password: 'secret', registrationStatus: 'Accepted' })
    const station = await connectStation({ port: edge.wsPort, path: 'CP-Deflate', password: 'secret', deflate: true })
    assert.match(station.socket.extensions, /permessage-deflate/)
    assert.equal((await station.call('DataTransfer', { vendorId: 'V', data: 'y'.repeat(30_000) }))[0], 3)
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Deflate')
    const bomb = deflateRawSync(Buffer.alloc(5_000_000, 0x20), { finishFlush: 2 })
    Reflect.get(station.socket, '_socket').write(frame(0xc1, bomb.subarray(0, -4)))
    assert.equal((await station.closed).code, 1006)
  })

  it('cuts a peer that is silent, and one that dribbles a frame, but not one that answers pings', async () => {
    const [silent, dribbling] = [await raw('CP-Silent'), await raw('CP-Dribble')]
    const alive = await bench.station(edge, 'CP-Alive')
    const bytes = frame(0x81, Buffer.from(`[2,"1","Heartbeat",{${' '.repeat(100)}}]`))
    let at = 0
    const drip = setInterval(() => {
      dribbling.socket.write(bytes.subarray(at, at + 1))
      at += 1
    }, 100)
    await Promise.all([silent.closed, dribbling.closed])
    clearInterval(drip)
    assert.ok(at > 10 && at < 90, `${at} bytes had dribbled in`)
    assert.deepEqual([await reasonFor('CP-Silent'), await reasonFor('CP-Dribble')], ['idle', 'idle'])
    assert.equal((await alive.call('Heartbeat', {}))[0], 3)
    alive.socket.terminate()
  })

  it('promise 48: closes a client that does not mask: what it sends makes no sense', async () => {
    const { socket, closed } = await raw('CP-Unmasked')
    socket.write(frame(0x81, Buffer.from('[2,"1","Heartbeat",{}]'), false))
    await closed
    await reasonFor('CP-Unmasked')
  })

  it('promise 46: cuts a reader that stalls, at its byte budget', async () => {
    const patient = await bench.start({ EDGE_FRAMES_PER_SECOND: '1000000', EDGE_MAX_FRAMES_PER_SECOND: '1000000' })
    const { socket, closed } = await raw('CP-Stalled', patient)
    socket.pause()
    const bad = frame(0x81, Buffer.from(`[2,"${'i'.repeat(36)}","Teleport",{}]`))
    const flood = Buffer.concat(Array.from({ length: 1000 }, () => bad))
    // The kernel's own buffers swallow megabytes of answers before uWS sees that nobody reads.
    while (!socket.destroyed && bench.of('chargeplane.ocpp.v1.StationDisconnected', 'CP-Stalled').length === 0) {
      if (!socket.write(flood)) await Promise.race([once(socket, 'drain').catch(() => {}), closed])
    }
    assert.equal(await reasonFor('CP-Stalled'), 'slow_reader')
    socket.destroy()
    await patient.stop()
  })

  it('closes a station that floods', async () => {
    const station = await bench.station(edge, 'CP-Flood')
    await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-Flood')
    for (let i = 0; i < 500; i++) station.send('[3,"nothing",{}]')
    assert.equal((await station.closed).code, 1008)
  })

  it('is still there, and has logged no error', async () => {
    const station = await bench.station(edge, 'CP-Last')
    assert.equal((await station.call('Heartbeat', {}))[0], 3)
    assert.deepEqual(
      edge.lines.filter(line => line.level === 'error'),
      [],
    )
    station.socket.terminate()
  })
})
