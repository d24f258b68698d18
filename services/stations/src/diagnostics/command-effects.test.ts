import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { listDisplayMessages } from '../rpc/list-display-messages.ts'
import { listEventStreams } from '../rpc/list-event-streams.ts'
import { listMonitors } from '../rpc/list-monitors.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { answeredBy } from '../testing/commands.ts'
import { origin } from '../testing/origin.ts'

let bench: Bench
let answered: ReturnType<typeof answeredBy>
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
  answered = answeredBy(bench)
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['monitors', 'event_streams', 'display_messages']) {
    await bench.database.query(`DELETE FROM ${table}`)
  }
})

const all = { tenant: 'default', stationId: 'CP-1', pageSize: 0, pageToken: '' }
const monitorIds = async () =>
  (await listMonitors(bench.database)(all)).monitors.map(({ monitor }) => Number(monitor?.monitorId))
const messageIds = async () =>
  (await listDisplayMessages(bench.database)(all)).messages.map(({ message }) => Number(message?.messageId))

const target = (variable: string, severity = 3) => ({
  component: { name: 'EVSE', evse: { id: 1 } },
  variable: { name: variable },
  type: 'Periodic',
  severity,
})
const setMonitors = (sequence: number, ...ids: number[]) =>
  answered(
    sequence,
    'SetVariableMonitoring',
    { setMonitoringData: ids.map(id => ({ ...target(`V${id}`), value: 60 })) },
    { setMonitoringResult: ids.map(id => ({ ...target(`V${id}`), status: 'Accepted', id })) },
  )

describe('noteCommand, monitors', () => {
  it('takes over the monitors that were accepted, with what was asked for (N04.FR.02, FR.08, FR.11)', async () => {
    const request = {
      setMonitoringData: [
        { ...target('Power', 3), value: 60 },
        { ...target('Power', 5), value: 5, transaction: true },
        { ...target('Gone'), value: 1 },
      ],
    }
    const response = {
      setMonitoringResult: [
        { ...target('Gone'), status: 'UnknownVariable' },
        { ...target('Power', 5), status: 'Accepted', id: 8 },
        { ...target('Power', 3), status: 'Accepted', id: 7 },
      ],
    }
    await answered(1, 'SetVariableMonitoring', request, response)
    const { monitors } = await listMonitors(bench.database)(all)
    const kept = monitors.map(({ monitor: m }) => [
      m?.monitorId,
      m?.variable,
      m?.value,
      m?.severity,
      m?.duringTransaction,
    ])
    assert.deepEqual(kept, [
      [7n, 'Power', 60, 3, false],
      [8n, 'Power', 5, 5, true],
    ])
    assert.equal(monitors[0]?.monitor?.eventNotificationType, 'CustomMonitor')
  })

  it('drops what was cleared or was not there, and nothing else (N06)', async () => {
    await setMonitors(1, 1, 2, 3)
    const results = [
      { id: 1, status: 'Accepted' },
      { id: 2, status: 'Rejected' },
      { id: 3, status: 'NotFound' },
    ]
    await answered(2, 'ClearVariableMonitoring', { id: [1, 2, 3] }, { clearMonitoringResult: results })
    assert.deepEqual(await monitorIds(), [2])
    await setMonitors(1, 1)
    assert.deepEqual(await monitorIds(), [2], 'an older answer brings nothing back')
    await setMonitors(3, 1)
    assert.deepEqual(await monitorIds(), [1, 2])
  })

  it('drops custom monitors where the base is set to less (N03.FR.04, FR.05)', async () => {
    await setMonitors(1, 1)
    await answered(2, 'SetMonitoringBase', { monitoringBase: 'All' }, { status: 'Accepted' })
    await answered(3, 'SetMonitoringBase', { monitoringBase: 'FactoryDefault' }, { status: 'NotSupported' })
    assert.deepEqual(await monitorIds(), [1])
    await answered(4, 'SetMonitoringBase', { monitoringBase: 'HardWiredOnly' }, { status: 'Accepted' })
    assert.deepEqual(await monitorIds(), [])
  })

  it('makes nothing of a command without an answer, or of an answer that breaks its schema', async () => {
    const request = { setMonitoringData: [{ ...target('V'), value: 1 }] }
    const response = { setMonitoringResult: [{ ...target('V'), status: 'Accepted', id: 1 }] }
    const faulty = { ...origin(10, 1), action: 'SetVariableMonitoring', schemaFault: 'id is not an integer' }
    await answered(1, 'SetVariableMonitoring', request, response, { origin: faulty })
    await answered(2, 'SetVariableMonitoring', request, response, { outcome: CommandOutcome.ERROR })
    await answered(3, 'SetVariableMonitoring', request, response, { request: '' })
    await answered(4, 'toString', request, response)
    assert.deepEqual(await monitorIds(), [])
  })
})

describe('noteCommand, streams', () => {
  const streams = async () =>
    (await listEventStreams(bench.database)(all)).streams.map(s => [s.streamId, s.monitorId, s.intervalS, s.values])

  it('takes over the streams that the station says it has open (N12.FR.01), and their new rhythm (N14.FR.03)', async () => {
    const open = (...ids: number[]) => ({
      constantStreamData: ids.map(id => ({ id, variableMonitoringId: id * 10, params: { interval: 60 } })),
    })
    await answered(1, 'GetPeriodicEventStream', {}, open(1, 2))
    await answered(2, 'AdjustPeriodicEventStream', { id: 1, params: { values: 4 } }, { status: 'Accepted' })
    await answered(3, 'AdjustPeriodicEventStream', { id: 2, params: { values: 5 } }, { status: 'Rejected' })
    assert.deepEqual(await streams(), [
      [1n, 10n, 60n, 4n],
      [2n, 20n, 60n, undefined],
    ])
    await answered(4, 'GetPeriodicEventStream', {}, open(2))
    assert.deepEqual(await streams(), [[2n, 20n, 60n, undefined]])
    await answered(5, 'GetPeriodicEventStream', {}, {})
    assert.deepEqual(await streams(), [])
    // Read before the stream is known to be open, which another topic tells.
    await answered(8, 'AdjustPeriodicEventStream', { id: 7, params: { interval: 10 } }, { status: 'Accepted' })
    assert.deepEqual(await streams(), [])
    await answered(7, 'GetPeriodicEventStream', {}, open(7))
    assert.deepEqual(await streams(), [[7n, 70n, 10n, undefined]])
  })
})

describe('noteCommand, display messages', () => {
  const set = (sequence: number, id: number, more: object = {}, status = 'Accepted') => {
    const message = { id, priority: 'NormalCycle', message: { format: 'UTF8', content: `m${id}` }, ...more }
    return answered(sequence, 'SetDisplayMessage', { message }, { status })
  }

  it('keeps what was accepted and drops what was cleared (O01, O05)', async () => {
    await set(1, 1)
    await set(2, 2)
    await set(3, 3, {}, 'NotSupportedState')
    assert.deepEqual(await messageIds(), [1, 2])
    await answered(4, 'ClearDisplayMessage', { id: 1 }, { status: 'Accepted' })
    await answered(5, 'ClearDisplayMessage', { id: 2 }, { status: 'Rejected' })
    assert.deepEqual(await messageIds(), [2])
    await answered(6, 'ClearDisplayMessage', { id: 2 }, { status: 'Unknown' })
    assert.deepEqual(await messageIds(), [])
  })

  it('replaces a message of the same id (O06.FR.01)', async () => {
    await set(1, 1)
    await set(2, 1, { state: 'Idle' })
    const { messages } = await listDisplayMessages(bench.database)(all)
    assert.deepEqual(
      messages.map(({ message }) => message?.state),
      ['Idle'],
    )
  })

  it('has one message that is always in front (O01.FR.16)', async () => {
    await set(1, 1, { priority: 'AlwaysFront' })
    await set(2, 2, { priority: 'InFront' })
    await set(3, 3, { priority: 'AlwaysFront' })
    await set(4, 3, { priority: 'AlwaysFront', state: 'Idle' })
    assert.deepEqual(await messageIds(), [2, 3])
  })

  it('knows that there are none when a station says so of all (O03.FR.06)', async () => {
    await set(1, 1)
    await answered(2, 'GetDisplayMessages', { requestId: 1, priority: 'InFront' }, { status: 'Unknown' })
    assert.deepEqual(await messageIds(), [1])
    await answered(3, 'GetDisplayMessages', { requestId: 2 }, { status: 'Unknown' })
    assert.deepEqual(await messageIds(), [])
  })
})
