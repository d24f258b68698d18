import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { DeviceModelReported } from '@chargeplane/proto/ocpp/v1/stations'
import { eventHandlers } from '../handlers.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { answering, type Commanding, native, openCommanding } from '../testing/commanding.ts'
import { accepted } from '../testing/edge.ts'
import { origin } from '../testing/origin.ts'

let bench: Bench
let commanding: Commanding
before(async () => {
  bench = await openBench()
  commanding = await openCommanding(bench)
  await commanding.station('CP-16', '1.6')
  await commanding.station('CP-2', '2.0.1')
})
after(async () => {
  await commanding.close()
  await bench.close()
})
beforeEach(() => {
  commanding.edge.answer = async () => accepted
})

let sequence = 0
function report(requestId: number, seqNo: number, toBeContinued: boolean): Promise<void> {
  const handle = eventHandlers({ tellsBackOff: false })['chargeplane.ocpp.v1.DeviceModelReported']
  assert.ok(handle)
  sequence += 1
  const from = { ...origin(10, sequence, 1, 'CP-2'), action: 'NotifyReport' }
  const variables = [{ component: 'C', variable: `V${seqNo}`, attribute: 'Actual', value: '1' }]
  const data = { origin: from, requestId: BigInt(requestId), seqNo, toBeContinued, variables }
  return bench.receive(handle, 'chargeplane.ocpp.v1.DeviceModelReported', DeviceModelReported.fromPartial(data))
}
const getBaseReport = (requestId?: number) =>
  native('GetBaseReport', { ...(requestId && { requestId }), reportBase: 'FullInventory' })
const namesIn = (items = '[]') => JSON.parse(items).map((item: { variable: string }) => item.variable)

describe('the result of a command', () => {
  it('is pending with the answer, and complete when the report is', async () => {
    const { commandId, result } = await commanding.send('CP-2', getBaseReport(11))
    assert.deepEqual([result?.state, result?.requestIds, result?.items], ['pending', [11n], '[]'])
    assert.ok(Date.parse(result?.deadline ?? '') > Date.now())
    await report(11, 0, true)
    const partly = await commanding.get('CP-2', commandId)
    assert.deepEqual([partly.result?.state, partly.result?.parts], ['pending', 1])
    const waiting = commanding.get('CP-2', commandId, 20_000)
    await report(11, 1, false)
    const { result: whole } = await waiting
    assert.deepEqual([whole?.state, whole?.deadline, namesIn(whole?.items)], ['complete', '', ['V0', 'V1']])
  })

  it('is there with the answer when the caller waits for it, also when the report overtook the answer', async () => {
    commanding.edge.answer = answering(({ requestId }) => {
      void report(Number(requestId), 0, false)
      return { status: 'Accepted' }
    })
    const { result } = await commanding.send('CP-2', { ...getBaseReport(), waitForResultMs: 20_000 })
    assert.deepEqual([result?.state, namesIn(result?.items)], ['complete', ['V0']])
  })

  it('fails with what the station refuses, and is complete where there is nothing to report', async () => {
    for (const [status, state] of [
      ['Rejected', 'failed'],
      ['NotSupported', 'failed'],
      ['EmptyResultSet', 'complete'],
    ]) {
      commanding.edge.answer = answering(() => ({ status }))
      const { result } = await commanding.send('CP-2', { ...getBaseReport(), waitForResultMs: 20_000 })
      assert.deepEqual([result?.state, result?.reason], [state, status])
    }
    commanding.edge.answer = async () => ({ ...accepted, outcome: CommandOutcome.ERROR, errorCode: 'GenericError' })
    const { result } = await commanding.send('CP-2', getBaseReport())
    assert.deepEqual([result?.state, result?.reason], ['failed', 'GenericError'])
  })

  it('stays pending when nobody knows whether the station got the command: the report may come', async () => {
    commanding.edge.answer = async () => ({ ...accepted, outcome: CommandOutcome.TIMEOUT, response: '' })
    assert.equal((await commanding.send('CP-2', getBaseReport(21))).result?.state, 'pending')
    await report(21, 0, false)
    const [latest] = (await commanding.list('CP-2')).commands
    assert.deepEqual([latest?.outcome, latest?.result?.state], ['timeout', 'complete'])
  })

  it('times out once nothing comes any more', async () => {
    const { commandId } = await commanding.send('CP-2', getBaseReport())
    await bench.database.query(`UPDATE command_results SET deadline = now() - interval '1 s' WHERE command_id = $1`, [
      commandId,
    ])
    assert.equal((await commanding.get('CP-2', commandId, 20_000)).result?.state, 'timed_out')
  })

  it('is not awaited twice under one requestId: nothing is sent', async () => {
    await commanding.send('CP-2', getBaseReport(31))
    const before = commanding.edge.calls.length
    await assert.rejects(commanding.send('CP-2', getBaseReport(31)), { code: 'already_exists', field: 'requestId' })
    assert.equal(commanding.edge.calls.length, before)
    await report(31, 0, false)
    assert.equal((await commanding.send('CP-2', getBaseReport(31))).result?.state, 'pending')
  })

  it('of an older command gives way to a newer one where there is no requestId (1.6 diagnostics)', async () => {
    const diagnostics = native('GetDiagnostics', { location: 'https://logs.example/' })
    commanding.edge.answer = answering(() => ({ fileName: 'd.zip' }))
    const first = await commanding.send('CP-16', diagnostics)
    const second = await commanding.send('CP-16', diagnostics)
    assert.equal((await commanding.get('CP-16', first.commandId)).result?.state, 'failed')
    assert.equal((await commanding.get('CP-16', second.commandId)).result?.state, 'pending')
    assert.deepEqual(second.result?.requestIds, [])
    commanding.edge.answer = answering(() => ({}))
    const { result } = await commanding.send('CP-16', diagnostics)
    assert.deepEqual([result?.state, result?.reason], ['complete', 'NoFile'])
  })
})

describe('a command that a station can not take in one message', () => {
  const limit = (instance: string, value: string, component = 'DeviceDataCtrlr') =>
    bench.database.query(
      `INSERT INTO variables (tenant, station_key, component, component_instance, evse_id, connector_id, variable,
         variable_instance, attribute, value, epoch, sequence)
       VALUES ('default', 'cp-2', $1, '', 0, 0, 'ItemsPerMessage', $2, 'Actual', $3, 1, 1)
       ON CONFLICT (tenant, station_key, component, component_instance, evse_id, connector_id, variable, variable_instance, attribute)
       DO UPDATE SET value = excluded.value`,
      [component, instance, value],
    )
  const variables = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ component: { name: 'C' }, variable: { name: `V${n}` } }))
  const getVariables = native('GetVariables', { getVariableData: variables(5) })
  const resultsOf = (payload: Record<string, unknown>) => ({
    getVariableResult: (payload.getVariableData as object[]).map(data => ({ ...data, attributeStatus: 'Accepted' })),
  })
  before(() => limit('GetVariables', '2'))

  it('goes out as several, whose answers are one', async () => {
    commanding.edge.answer = answering(resultsOf)
    const before = commanding.edge.calls.length
    const { commandId, outcome, response, parts } = await commanding.send('CP-2', getVariables)
    const sent = commanding.edge.calls.slice(before)
    assert.deepEqual(
      sent.map(call => JSON.parse(call.payload).getVariableData.length),
      [2, 2, 1],
    )
    assert.equal(outcome, CommandOutcome.ANSWERED)
    const names = JSON.parse(response).getVariableResult.map((one: { variable: { name: string } }) => one.variable.name)
    assert.deepEqual(names, ['V0', 'V1', 'V2', 'V3', 'V4'])
    assert.deepEqual(
      parts.map(part => part.commandId),
      sent.map(call => call.commandId),
    )
    for (const { commandId } of sent) assert.ok(commandId.length <= 36)
    assert.equal((await commanding.get('CP-2', commandId)).outcome, 'answered')
  })

  it('says which part failed and what the others were answered, and sends no more', async () => {
    let calls = 0
    commanding.edge.answer = async request => {
      calls += 1
      if (calls === 2) return { ...accepted, outcome: CommandOutcome.ERROR, response: '', errorCode: 'InternalError' }
      return answering(resultsOf)(request)
    }
    const { outcome, response, errorCode, parts } = await commanding.send('CP-2', getVariables)
    assert.deepEqual([outcome, errorCode, calls], [CommandOutcome.ERROR, 'InternalError', 2])
    assert.equal(JSON.parse(response).getVariableResult.length, 2)
    assert.deepEqual(
      parts.map(part => part.outcome),
      [CommandOutcome.ANSWERED, CommandOutcome.ERROR],
    )
  })

  it('keeps the first answers when the station is gone before the rest is sent', async () => {
    let calls = 0
    commanding.edge.answer = async request => {
      calls += 1
      if (calls > 1) throw fail('resource_exhausted', 'too many commands wait')
      return answering(resultsOf)(request)
    }
    const { outcome, errorCode, parts } = await commanding.send('CP-2', getVariables)
    assert.deepEqual([outcome, errorCode, parts.length], [CommandOutcome.REFUSED, 'resource_exhausted', 2])
  })

  it('joins the reports of a split GetReport', async () => {
    await limit('GetReport', '1')
    const payload = { requestId: 41, componentVariable: variables(2).map(({ component }) => ({ component })) }
    const { result, commandId } = await commanding.send('CP-2', native('GetReport', payload))
    const [first = 0n, second = 0n] = result?.requestIds ?? []
    assert.equal(first === 41n || second === 41n, true)
    await report(Number(first), 0, false)
    assert.equal((await commanding.get('CP-2', commandId)).result?.state, 'pending')
    await report(Number(second), 0, false)
    const { result: whole } = await commanding.get('CP-2', commandId)
    assert.deepEqual([whole?.state, whole?.parts, namesIn(whole?.items)], ['complete', 2, ['V0', 'V0']])
  })

  it('begins a local list with Full, adds to it, and stops when it is refused', async () => {
    await limit('', '1', 'LocalAuthListCtrlr')
    const entries = ['A', 'B', 'C'].map(idToken => ({ idToken: { idToken, type: 'Local' } }))
    const list = native('SendLocalList', { versionNumber: 9, updateType: 'Full', localAuthorizationList: entries })
    const before = commanding.edge.calls.length
    await commanding.send('CP-2', list)
    assert.deepEqual(
      commanding.edge.calls.slice(before).map(call => {
        const { updateType, versionNumber } = JSON.parse(call.payload)
        return [updateType, versionNumber]
      }),
      [
        ['Full', 7],
        ['Differential', 8],
        ['Differential', 9],
      ],
    )
    commanding.edge.answer = answering(() => ({ status: 'Failed' }))
    const refused = await commanding.send('CP-2', list)
    assert.deepEqual([refused.response, refused.parts.length], ['{"status":"Failed"}', 1])
  })
})
