import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Monitor, MonitoringReported } from '@chargeplane/proto/ocpp/v1/monitoring'
import { StationBooted } from '@chargeplane/proto/ocpp/v1/stations'
import { monitoringReported } from '../events/monitoring-reported.ts'
import { stationBooted } from '../events/station-booted.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { listMonitors } from './list-monitors.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['sessions', 'station_facts', 'monitors']) await bench.database.query(`DELETE FROM ${table}`)
})

const hot = Monitor.fromPartial({
  monitorId: 1n,
  component: 'Connector',
  evseId: 1,
  connectorId: 2,
  variable: 'Temperature',
  type: 'UpperThreshold',
  value: 70.5,
  severity: 2,
  eventNotificationType: 'PreconfiguredMonitor',
})
const reported = (epoch: number, sequence: number, monitors: Monitor[], at = sequence) =>
  bench.receive(
    monitoringReported,
    'chargeplane.ocpp.v1.MonitoringReported',
    MonitoringReported.fromPartial({ origin: origin(epoch, sequence, at), requestId: 1n, monitors }),
  )
const list = (more: { pageSize?: number; pageToken?: string; stationId?: string } = {}) =>
  listMonitors(bench.database)({ tenant: 'default', stationId: 'CP-1', pageSize: 0, pageToken: '', ...more })

describe('listMonitors', () => {
  it('gives what reports have told, and the newest of it', async () => {
    await reported(10, 2, [hot, { ...hot, monitorId: 9_007_199_254_740_991n, type: 'Delta' }])
    await reported(10, 1, [{ ...hot, value: 1 }])
    const { monitors } = await list()
    assert.deepEqual(monitors[0], { monitor: hot, reportedAt: minute(2), beforeBoot: false })
    assert.deepEqual(
      monitors.map(({ monitor }) => monitor?.monitorId),
      [1n, 9_007_199_254_740_991n],
    )
    await reported(10, 3, [{ ...hot, value: 80, eventNotificationType: '' }])
    const [changed] = (await list()).monitors
    assert.deepEqual(changed?.monitor, { ...hot, value: 80 }, '2.0.1 does not say whose monitor it is')
  })

  it('marks what a boot has made doubtful, until it is told again (N04.FR.19)', async () => {
    await reported(10, 1, [hot])
    const booted = StationBooted.fromPartial({ origin: origin(10, 2), registrationStatus: 'Accepted' })
    await bench.receive(stationBooted, 'chargeplane.ocpp.v1.StationBooted', booted)
    assert.equal((await list()).monitors[0]?.beforeBoot, true)
    await reported(10, 3, [hot])
    assert.equal((await list()).monitors[0]?.beforeBoot, false)
  })

  it('ignores a zombie', async () => {
    await sessionsOf(bench).connected(11, 5)
    await reported(10, 1, [hot], 6)
    assert.deepEqual((await list()).monitors, [])
  })

  it('goes page by page, and refuses bad input', async () => {
    await reported(
      10,
      1,
      [3n, 1n, 2n].map(monitorId => ({ ...hot, monitorId })),
    )
    const seen: (bigint | undefined)[] = []
    let pageToken = ''
    do {
      const page = await list({ pageSize: 2, pageToken })
      seen.push(...page.monitors.map(({ monitor }) => monitor?.monitorId))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.deepEqual(seen, [1n, 2n, 3n])
    const forged = Buffer.from('["1; DROP"]').toString('base64url')
    for (const bad of ['x', forged]) {
      await assert.rejects(list({ pageToken: bad }), { code: 'invalid_argument', field: 'pageToken' })
    }
    await assert.rejects(list({ stationId: 'CP-9' }), { code: 'not_found' })
  })
})
