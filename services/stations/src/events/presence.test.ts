import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { getStation } from '../rpc/get-station.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { stationConnected } from './station-connected.ts'
import { stationDisconnected } from './station-disconnected.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  await bench.database.query('DELETE FROM sessions')
})

const connected = (epoch: number, at: number, ocppVersion = '1.6') =>
  bench.receive(stationConnected, 'chargeplane.ocpp.v1.StationConnected', {
    origin: origin(epoch, 1, at),
    remoteAddress: '192.0.2.1',
    ocppVersion,
  })
const disconnected = (epoch: number, at: number, reason = 'closed', sequence = 9) =>
  bench.receive(stationDisconnected, 'chargeplane.ocpp.v1.StationDisconnected', {
    origin: origin(epoch, sequence, at),
    reason,
    code: 1000,
  })

async function presence() {
  const station = await getStation(bench.database)({ tenant: 'default', stationId: 'CP-1' })
  return [station.connected, station.ocppVersion, station.edgeId, station.lastSeenAt]
}

async function reason(): Promise<string | undefined> {
  const [row] = await bench.database.query<{ reason: string }>('SELECT reason FROM sessions')
  return row?.reason
}

describe('presence of a station', () => {
  it('follows its sessions', async () => {
    assert.deepEqual(await presence(), [false, '', '', ''])
    await connected(10, 1, '2.0.1')
    assert.deepEqual(await presence(), [true, '2.0.1', 'edge-1', minute(1)])
    await disconnected(10, 2)
    assert.deepEqual(await presence(), [false, '2.0.1', '', minute(2)])
    await connected(11, 3, '1.6')
    assert.deepEqual(await presence(), [true, '1.6', 'edge-1', minute(3)])
  })

  it('ignores the end of a session that a newer one has followed', async () => {
    await connected(10, 1)
    await connected(11, 2)
    await disconnected(10, 3, 'replaced')
    assert.equal((await presence())[0], true)
  })

  it('ignores the beginning of a session older than one already seen', async () => {
    await connected(11, 2, '2.0.1')
    await connected(10, 3, '1.6')
    assert.deepEqual((await presence()).slice(0, 2), [true, '2.0.1'])
  })

  it('is not brought back by a beginning that its own end has overtaken', async () => {
    await disconnected(10, 2)
    await connected(10, 1)
    assert.equal((await presence())[0], false)
  })

  it('takes repeated records once', async () => {
    await connected(10, 1)
    await disconnected(10, 2, 'edge_lost', 0xffff_ffff)
    await connected(10, 1)
    await disconnected(10, 3, 'closed')
    assert.deepEqual((await presence()).at(-1), minute(2))
    assert.equal(await reason(), 'edge_lost')
  })

  it('ends with a session whose beginning was never heard of, and with all before it', async () => {
    await connected(10, 1)
    await disconnected(12, 2)
    await connected(11, 3)
    assert.equal((await presence())[0], false)
  })

  it('refuses a record without origin, naming the field', async () => {
    const data = { origin: undefined, remoteAddress: '', ocppVersion: '1.6' }
    await assert.rejects(bench.receive(stationConnected, 'chargeplane.ocpp.v1.StationConnected', data), {
      code: 'invalid_argument',
      field: 'origin',
    })
  })
})
