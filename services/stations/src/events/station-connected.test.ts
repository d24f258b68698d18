import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { stationConnected } from './station-connected.ts'

let bench: Bench
let session: ReturnType<typeof sessionsOf>
before(async () => {
  bench = await openBench()
  session = sessionsOf(bench)
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  await bench.database.query('DELETE FROM sessions')
})

describe('stationConnected', () => {
  it('shows the station as connected, with the version and the edge of its session', async () => {
    assert.deepEqual(await session.presence(), [false, '', '', ''])
    await session.connected(10, 1, '2.0.1')
    assert.deepEqual(await session.presence(), [true, '2.0.1', 'edge-1', minute(1)])
    await session.disconnected(10, 2)
    await session.connected(11, 3, '1.6')
    assert.deepEqual(await session.presence(), [true, '1.6', 'edge-1', minute(3)])
  })

  it('ignores a session older than one already seen', async () => {
    await session.connected(11, 2, '2.0.1')
    await session.connected(10, 3, '1.6')
    assert.deepEqual(await session.presence(), [true, '2.0.1', 'edge-1', minute(2)])
  })

  it('does not bring back a session whose end has overtaken its beginning', async () => {
    await session.disconnected(10, 2)
    await session.connected(10, 1)
    assert.equal((await session.presence())[0], false)
  })

  it('finds the station in whatever case its session spelt it', async () => {
    await bench.receive(stationConnected({ tellsBackOff: false }), 'chargeplane.ocpp.v1.StationConnected', {
      origin: origin(10, 1, 1, 'cp-1'),
      remoteAddress: '192.0.2.1',
      ocppVersion: '1.6',
      securityProfile: 1,
    })
    assert.equal((await session.presence())[0], true)
  })

  it('refuses a record without origin, naming the field', async () => {
    const data = { origin: undefined, remoteAddress: '', ocppVersion: '1.6', securityProfile: 1 }
    await assert.rejects(
      bench.receive(stationConnected({ tellsBackOff: false }), 'chargeplane.ocpp.v1.StationConnected', data),
      {
        code: 'invalid_argument',
        field: 'origin',
      },
    )
  })
})
