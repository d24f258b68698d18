import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { DeviceModelReported } from '@chargeplane/proto/ocpp/v1/stations'
import { eventHandlers } from '../handlers.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { progressPart, reportPart } from './contract.ts'
import { joiningResults, joinPart } from './join.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['command_results', 'command_result_parts']) await bench.database.query(`DELETE FROM ${table}`)
})

const expecting = (commandId: string, requestId: number, answeredBy = 'NotifyReport') =>
  bench.database.query(
    `INSERT INTO command_results (tenant, station_key, command_id, answered_by, request_id, deadline, patience)
     VALUES ('default', 'cp-1', $1, $2, $3, now() + interval '1 minute', '1 minute')`,
    [commandId, answeredBy, requestId],
  )

const stateOf = async (commandId: string) => {
  const [row] = await bench.database.query<{ state: string; parts: number; reason: string }>(
    'SELECT state, parts, reason FROM command_results WHERE command_id = $1',
    [commandId],
  )
  return row
}

const itemsOf = async (commandId: string) => {
  const rows = await bench.database.query<{ items: string }>(
    'SELECT items FROM command_result_parts WHERE command_id = $1 ORDER BY seq_no, epoch, sequence',
    [commandId],
  )
  return rows.flatMap(row => JSON.parse(row.items))
}

const from = (action: string, sequence: number, epoch = 10) => ({ ...origin(epoch, sequence), action })
const join = (action: string, sequence: number, part: Parameters<typeof joinPart>[2], epoch?: number) =>
  bench.database.transaction(tx => joinPart(tx, from(action, sequence, epoch), part))
const part = (seqNo: number, toBeContinued: boolean) =>
  join('NotifyReport', seqNo + 1, reportPart({ requestId: 7n, seqNo, toBeContinued }, [{ n: seqNo }]))

describe('joinPart', () => {
  it('is complete once the last part and all before it are there, in whatever order they came', async () => {
    await expecting('c', 7)
    await part(2, false)
    await part(0, true)
    assert.equal((await stateOf('c'))?.state, 'pending')
    await part(1, true)
    assert.equal((await stateOf('c'))?.state, 'complete')
    assert.deepEqual(await itemsOf('c'), [{ n: 0 }, { n: 1 }, { n: 2 }])
  })

  it('counts a part once, however often and in whichever session it comes', async () => {
    await expecting('c', 7)
    await part(0, true)
    await part(0, true)
    await join('NotifyReport', 3, reportPart({ requestId: 7n, seqNo: 0, toBeContinued: true }, [{ n: 0 }]), 11)
    assert.deepEqual(await stateOf('c'), { state: 'pending', parts: 1, reason: '' })
    await part(1, false)
    await part(1, false)
    assert.deepEqual(await stateOf('c'), { state: 'complete', parts: 2, reason: '' })
  })

  it('gives a part to the command with its requestId and action, and to none where nobody asked', async () => {
    await expecting('c', 7)
    await expecting('d', 8)
    await expecting('m', 7, 'NotifyMonitoringReport')
    await part(0, false)
    await join('NotifyReport', 5, reportPart({ requestId: 99n, seqNo: 0, toBeContinued: false }, []))
    assert.equal((await stateOf('c'))?.state, 'complete')
    assert.deepEqual([(await stateOf('d'))?.parts, (await stateOf('m'))?.parts], [0, 0])
  })

  it('takes parts without a number in the order of their frames (NotifyDisplayMessages, ReportChargingProfiles)', async () => {
    await expecting('c', 7, 'ReportChargingProfiles')
    const more = (sequence: number, toBeContinued: boolean) =>
      join('ReportChargingProfiles', sequence, reportPart({ requestId: 7n, toBeContinued }, [{ sequence }]))
    await more(4, true)
    await more(4, true)
    await more(5, false)
    assert.deepEqual(await stateOf('c'), { state: 'complete', parts: 2, reason: '' })
    assert.deepEqual(await itemsOf('c'), [{ sequence: 4 }, { sequence: 5 }])
  })

  it('follows progress without a requestId to the newest command of the station (1.6 diagnostics)', async () => {
    const ends = { complete: ['Uploaded'], failed: ['UploadFailed'] }
    await expecting('old', 0, 'DiagnosticsStatusNotification')
    await expecting('new', 0, 'DiagnosticsStatusNotification')
    const says = (sequence: number, status: string) =>
      join('DiagnosticsStatusNotification', sequence, progressPart(undefined, status, ends))
    await says(1, 'Uploading')
    assert.deepEqual(await stateOf('new'), { state: 'pending', parts: 1, reason: 'Uploading' })
    await says(2, 'UploadFailed')
    assert.deepEqual(await stateOf('new'), { state: 'failed', parts: 2, reason: 'UploadFailed' })
    assert.equal((await stateOf('old'))?.parts, 0)
    assert.deepEqual(await itemsOf('new'), [{ status: 'Uploading' }, { status: 'UploadFailed' }])
  })

  it('completes a result whose time was over, when it comes after all', async () => {
    await expecting('c', 7)
    await bench.database.query(`UPDATE command_results SET deadline = now() - interval '1 hour'`)
    await part(0, false)
    assert.equal((await stateOf('c'))?.state, 'complete')
  })

  it('gives up on a station that never ends a report', async () => {
    await expecting('c', 7)
    await bench.database.query('UPDATE command_results SET parts = 5000')
    await part(0, true)
    assert.deepEqual((await stateOf('c'))?.state, 'failed')
  })
})

describe('joiningResults', () => {
  it('joins the events of its table, after what their handler does', async () => {
    await expecting('c', 7)
    const handle = eventHandlers({ tellsBackOff: false })['chargeplane.ocpp.v1.DeviceModelReported']
    assert.ok(handle)
    const variables = [{ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', attribute: 'Actual', value: '300' }]
    const data = DeviceModelReported.fromPartial({ origin: from('NotifyReport', 1), requestId: 7n, variables })
    await bench.receive(handle, 'chargeplane.ocpp.v1.DeviceModelReported', data)
    assert.equal((await stateOf('c'))?.state, 'complete')
    assert.deepEqual(await itemsOf('c'), [{ ...variables[0], evseId: 0, connectorId: 0 }])
    assert.equal((await bench.database.query('SELECT FROM variables')).length, 1)
  })

  it('leaves the others as they are, and needs no handler of its own', async () => {
    const handler = async () => {}
    const handlers = joiningResults(
      { 'chargeplane.ocpp.v1.StatusReported': handler },
      { 'chargeplane.ocpp.v1.DeviceModelReported': () => undefined },
    )
    assert.equal(handlers['chargeplane.ocpp.v1.StatusReported'], handler)
    const handle = handlers['chargeplane.ocpp.v1.DeviceModelReported']
    assert.ok(handle)
    await bench.receive(handle, 'chargeplane.ocpp.v1.DeviceModelReported', DeviceModelReported.fromPartial({}))
  })
})
