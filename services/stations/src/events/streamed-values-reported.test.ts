import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  EventStreamClosed,
  EventStreamOpened,
  Monitor,
  MonitoringReported,
  StreamedValuesReported,
} from '@chargeplane/proto/ocpp/v1/monitoring'
import { StationBooted } from '@chargeplane/proto/ocpp/v1/stations'
import { listEventStreams } from '../rpc/list-event-streams.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { eventStreamClosed } from './event-stream-closed.ts'
import { eventStreamOpened } from './event-stream-opened.ts'
import { monitoringReported } from './monitoring-reported.ts'
import { stationBooted } from './station-booted.ts'
import { streamedValuesReported } from './streamed-values-reported.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['sessions', 'station_facts', 'monitors', 'event_streams', 'variables', 'outbox'])
    await bench.database.query(`DELETE FROM ${table}`)
})

const monitor = Monitor.fromPartial({
  monitorId: 40n,
  component: 'EVSE',
  evseId: 1,
  variable: 'Power',
  type: 'Periodic',
})
const known = (sequence: number) =>
  bench.receive(
    monitoringReported,
    'chargeplane.ocpp.v1.MonitoringReported',
    MonitoringReported.fromPartial({ origin: origin(10, sequence), monitors: [monitor] }),
  )
const opened = (sequence: number, status = 'Accepted') =>
  bench.receive(
    eventStreamOpened,
    'chargeplane.ocpp.v1.EventStreamOpened',
    EventStreamOpened.fromPartial({
      origin: origin(10, sequence),
      streamId: 1n,
      monitorId: 40n,
      intervalS: 60n,
      status,
    }),
  )
const closed = (sequence: number) =>
  bench.receive(
    eventStreamClosed,
    'chargeplane.ocpp.v1.EventStreamClosed',
    EventStreamClosed.fromPartial({ origin: origin(10, sequence), streamId: 1n }),
  )
const values = [
  { occurredAt: minute(0), value: '1' },
  { occurredAt: minute(1), value: '2' },
]
const streamed = (sequence: number, pending = 0n) =>
  bench.receive(
    streamedValuesReported,
    'chargeplane.ocpp.v1.StreamedValuesReported',
    StreamedValuesReported.fromPartial({ origin: origin(10, sequence), streamId: 1n, pending, values }),
  )
const told = async () => (await bench.emitted()).map(({ type, data }) => ({ type, data }))
const streams = async () =>
  (await listEventStreams(bench.database)({ tenant: 'default', stationId: 'CP-1', pageSize: 0, pageToken: '' })).streams

describe('streamedValuesReported', () => {
  it('tells the values with their monitor, and keeps the newest in the device model (N15.FR.03)', async () => {
    await known(1)
    await opened(2)
    await streamed(3)
    const data = { tenant: 'default', stationId: 'CP-1', streamId: 1n, monitor, values }
    assert.deepEqual(await told(), [{ type: 'chargeplane.stations.v1.MonitoredValuesStreamed', data }])
    const rows = await bench.database.query('SELECT component, evse_id, variable, value FROM variables')
    assert.deepEqual(rows, [{ component: 'EVSE', evse_id: 1, variable: 'Power', value: '2' }])
  })

  it('finds a monitor that is told of after the stream was opened (N11.FR.03)', async () => {
    await opened(1)
    await streamed(2)
    assert.deepEqual(await told(), [])
    await known(3)
    await streamed(4)
    assert.equal((await told()).length, 1)
  })

  it('makes nothing of values of a stream that is closed, or of a monitor from before a boot', async () => {
    await known(1)
    await opened(2)
    await closed(3)
    await streamed(4)
    await opened(5)
    const booted = StationBooted.fromPartial({ origin: origin(10, 6) })
    await bench.receive(stationBooted, 'chargeplane.ocpp.v1.StationBooted', booted)
    await streamed(7)
    assert.deepEqual(await told(), [])
  })
})

describe('listEventStreams', () => {
  it('shows open streams with what waits at the station (N15.FR.04), each as it is now', async () => {
    await opened(1)
    await streamed(3, 12n)
    await streamed(2, 99n)
    const stream = { streamId: 1n, monitorId: 40n, intervalS: 60n, values: undefined, openedAt: minute(1) }
    assert.deepEqual(await streams(), [{ ...stream, pending: 12n, valuesAt: minute(3) }])
    await closed(4)
    await opened(3)
    assert.deepEqual(await streams(), [])
    await opened(5)
    assert.deepEqual(await streams(), [{ ...stream, openedAt: minute(5), pending: 0n, valuesAt: '' }])
  })
})
