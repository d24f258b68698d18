import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'

describe('edge', () => {
  let bench: Bench
  let edge: EdgeProcess
  before(async () => {
    bench = await openBench()
    edge = await bench.start()
  })
  after(() => bench.close())

  it('smoke', async () => {
    const station = await bench.station(edge, 'CP-1')
    const boot = await station.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
    assert.equal(boot[0], 3)
    console.log(
      boot,
      await station.call('Heartbeat', {}),
      await bench.await('chargeplane.ocpp.v1.StationBooted', 'CP-1'),
      edge.lines,
    )
    station.socket.close()
    console.log(await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'CP-1'))
    console.log(await edge.stop(), edge.lines)
  })
})
