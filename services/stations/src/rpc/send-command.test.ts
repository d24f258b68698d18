import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { startTcpProxy } from '@chargeplane/database/testing'
import { fail } from '@chargeplane/failure'
import { CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { SendCommandRequest, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { openRouting, type Routing } from '@chargeplane/routing'
import { until } from '@chargeplane/service/testing'
import { logger } from '@chargeplane/telemetry'
import { type EdgeClients, openEdgeClients } from '../commands/edge-clients.ts'
import { waitingCommands } from '../commands/waiting.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { accepted, openTestRouting, startTestEdge, type TestEdge } from '../testing/edge.ts'
import { sendCommand } from './send-command.ts'

let bench: Bench
let routing: Routing
let edges: EdgeClients
let a: TestEdge
let b: TestEdge
before(async () => {
  bench = await openBench()
  ;({ routing } = openTestRouting())
  edges = openEdgeClients(8)
  for (const id of ['CP-1', 'CP-2', 'CP-OFF', 'CP-R', 'CP-P']) await bench.register(id)
  await bench.database.query(
    `UPDATE stations SET boot_status = 'Accepted' WHERE station_key LIKE 'cp-_' OR station_key = 'cp-off'`,
  )
  await bench.database.query(`UPDATE stations SET boot_status = 'Rejected' WHERE station_key = 'cp-r'`)
  await bench.database.query(`UPDATE stations SET boot_status = 'Pending' WHERE station_key = 'cp-p'`)
})
after(async () => {
  edges.close()
  await routing.close()
  await bench.close()
})
beforeEach(async () => {
  a = await startTestEdge()
  b = await startTestEdge()
  await routing.renewLease('a', a.address, 30_000)
  await routing.renewLease('b', b.address, 30_000)
})
afterEach(() => Promise.all([a.close(), b.close()]))

const connect = (station: string, edgeId: string, ocppVersion = '1.6') =>
  routing.register({ tenant: 'default', station, edgeId, ocppVersion })

const reset: SendCommandRequest['command'] = { $case: 'native', value: { action: 'Reset', payload: '{"type":"Soft"}' } }
const signal = new AbortController().signal
const patience = () => 60
const transfers = { schemes: ['https'], hosts: [] }

function send(
  stationId: string,
  more: Partial<SendCommandRequest> = {},
  through: Routing = routing,
): Promise<SendCommandResponse> {
  const needs = {
    ...bench,
    routing: through,
    edges,
    log: logger('test'),
    defaultTimeoutMs: 5000,
    poke: () => {},
    waiting: waitingCommands(bench.database, bench.pepper),
    transfers,
    checkFirmware: async () => {},
    patience,
  }
  const request = SendCommandRequest.fromPartial({ tenant: 'default', stationId, command: reset, ...more })
  return sendCommand(needs)(request, { signal })
}

async function withinASecond<T>(run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await run()
  assert.ok(performance.now() - started < 1000, `took ${performance.now() - started} ms`)
  return result
}

describe('sendCommand', () => {
  it('has the edge that holds the station send it, in the session that is registered', async () => {
    const { epoch } = await connect('CP-1', 'a')
    const response = await send('cp-1', { timeoutMs: 1234 })
    const expected = SendCommandResponse.fromPartial({ commandId: response.commandId, action: 'Reset', ...accepted })
    assert.deepEqual(response, expected)
    assert.deepEqual(a.calls, [
      {
        tenant: 'default',
        stationId: 'CP-1',
        epoch: BigInt(epoch),
        commandId: response.commandId,
        action: 'Reset',
        payload: '{"type":"Soft"}',
        timeoutMs: 1234,
      },
    ])
    assert.equal(b.calls.length, 0)
  })

  it('says a neutral command in the version that the station speaks now', async () => {
    const command: SendCommandRequest['command'] = { $case: 'stop', value: { transactionId: '77' } }
    await connect('CP-1', 'a', '1.6')
    assert.equal((await send('CP-1', { command })).action, 'RemoteStopTransaction')
    await connect('CP-1', 'b', '2.0.1')
    assert.equal((await send('CP-1', { command })).action, 'RequestStopTransaction')
    assert.deepEqual([a.calls.length, b.calls.length], [1, 1])
  })

  it('promise 23: tells an unknown station from one that is not connected, within a second', async () => {
    await withinASecond(() => assert.rejects(send('CP-X'), { code: 'not_found', field: 'stationId' }))
    await withinASecond(() =>
      assert.rejects(send('CP-OFF'), { code: 'failed_precondition', message: 'station CP-OFF is not connected' }),
    )
    await withinASecond(() => assert.rejects(send('CP-1', { tenant: 'other' }), { code: 'not_found' }))
  })

  it('is unavailable within about a second when the routes can not be read', async () => {
    const away = openRouting({ url: 'redis://127.0.0.1:1', prefix: 'test', commandTimeoutMs: 500 })
    try {
      await withinASecond(() => assert.rejects(send('CP-1', {}, away), { code: 'unavailable' }))
    } finally {
      await away.close()
    }
  })

  it('gives the command to the station’s new edge when the old one says that it has not sent it', async () => {
    await connect('CP-1', 'a')
    a.answer = async () => {
      await connect('CP-1', 'b')
      throw fail('not_found', 'no such session')
    }
    const response = await send('CP-1')
    assert.equal(response.outcome, CommandOutcome.ANSWERED)
    assert.deepEqual([a.calls.length, b.calls.length], [1, 1])
    assert.equal(a.calls[0]?.commandId, b.calls[0]?.commandId)
  })

  it('does not ask an edge twice about a session that it does not hold', async () => {
    await connect('CP-1', 'a')
    a.answer = async () => Promise.reject(fail('not_found', 'no such session'))
    await assert.rejects(send('CP-1'), { code: 'failed_precondition', message: 'station CP-1 is not connected' })
    assert.equal(a.calls.length, 1)
  })

  it('gives up when the second edge does not hold the station either', async () => {
    await connect('CP-1', 'a')
    a.answer = async () => {
      await connect('CP-1', 'b')
      throw fail('not_found', 'no such session')
    }
    b.answer = async () => Promise.reject(fail('not_found', 'no such session'))
    await assert.rejects(send('CP-1'), { code: 'failed_precondition' })
    assert.deepEqual([a.calls.length, b.calls.length], [1, 1])
  })

  it('sends nothing again when an edge dies with the command, and records that nobody knows its end', async t => {
    const { hostname, port } = new URL(`http://${a.address}`)
    const line = await startTcpProxy(hostname, Number(port))
    t.after(() => line.close())
    await routing.renewLease('a', `127.0.0.1:${line.port}`, 30_000)
    await connect('CP-2', 'a')
    const hold = Promise.withResolvers<typeof accepted>()
    const received = Promise.withResolvers<void>()
    a.answer = () => {
      received.resolve()
      return hold.promise
    }
    const sending = send('CP-2')
    await received.promise
    await connect('CP-2', 'b')
    await line.cut()
    const response = await sending
    hold.resolve(accepted)
    assert.deepEqual([response.outcome, response.errorCode], [CommandOutcome.UNKNOWN, 'unavailable'])
    assert.deepEqual([a.calls.length, b.calls.length], [1, 0])
    const record = (await bench.emitted()).at(-1)
    assert.equal(record?.type, 'chargeplane.ocpp.v1.CommandCompleted')
    const said = CommandCompleted.fromPartial(record?.data ?? {})
    assert.deepEqual([said.commandId, said.outcome], [response.commandId, CommandOutcome.UNKNOWN])
  })

  it('reports the end as unknown when the edge takes longer than the station may, and its own time on top', async () => {
    await connect('CP-2', 'a')
    const hold = Promise.withResolvers<typeof accepted>()
    let isAborted = false
    a.answer = (_, aborted) => {
      aborted.addEventListener('abort', () => {
        isAborted = true
        hold.resolve(accepted)
      })
      return hold.promise
    }
    const response = await send('CP-2', { timeoutMs: 100 })
    assert.deepEqual([response.outcome, response.errorCode], [CommandOutcome.UNKNOWN, 'deadline_exceeded'])
    assert.equal(a.calls.length, 1)
    await until('the edge to hear that nobody waits', () => isAborted)
  })

  it('promise 25: repeats in the next session only what reads when an edge is gone without an answer', async () => {
    for (const [action, payload] of [
      ['Reset', '{"type":"Soft"}'],
      ['GetConfiguration', '{}'],
    ] as const) {
      await connect('CP-2', 'a')
      a.answer = async () => {
        await connect('CP-2', 'b')
        throw fail('unavailable', 'this edge dies')
      }
      const command: SendCommandRequest['command'] = { $case: 'native', value: { action, payload } }
      const { outcome } = await send('CP-2', { command, timeoutMs: 3000 })
      const repeats = action === 'GetConfiguration'
      assert.equal(outcome, repeats ? CommandOutcome.ANSWERED : CommandOutcome.UNKNOWN)
      assert.deepEqual(
        b.calls.map(call => call.action),
        repeats ? [action] : [],
      )
    }
    assert.equal(a.calls.length, 2)
  })

  it('hands on what the station or its edge answered', async () => {
    await connect('CP-1', 'a')
    for (const outcome of [CommandOutcome.ERROR, CommandOutcome.TIMEOUT, CommandOutcome.REFUSED]) {
      a.answer = async () => ({ ...accepted, outcome, response: '', errorCode: 'GenericError', errorDescription: 'no' })
      const response = await send('CP-1')
      assert.deepEqual([response.outcome, response.errorDescription], [outcome, 'no'])
    }
    a.answer = async () => Promise.reject(fail('resource_exhausted', 'too many commands wait for this station'))
    await assert.rejects(send('CP-1'), { code: 'resource_exhausted' })
  })

  it('keeps to what the last boot allows', async () => {
    const start: SendCommandRequest['command'] = {
      $case: 'start',
      value: { evseId: 1, idToken: 'TAG', idTokenType: '', remoteStartId: 0 },
    }
    for (const id of ['CP-R', 'CP-P']) await connect(id, 'a')
    await assert.rejects(send('CP-R'), { code: 'failed_precondition' })
    await assert.rejects(send('CP-P', { command: start }), { code: 'failed_precondition' })
    assert.equal((await send('CP-P')).outcome, CommandOutcome.ANSWERED)
    assert.equal(a.calls.length, 1)
  })

  it('refuses bad input, naming the field, and sends nothing', async () => {
    await connect('CP-1', 'a')
    const faults: [Partial<SendCommandRequest>, string][] = [
      [{ tenant: '' }, 'tenant'],
      [{ timeoutMs: -1 }, 'timeoutMs'],
      [{ timeoutMs: 600_001 }, 'timeoutMs'],
      [{ command: undefined }, 'command'],
      [{ command: { $case: 'native', value: { action: 'Reset', payload: '{"type":1}' } } }, 'type'],
      [{ command: { $case: 'stop', value: { transactionId: 'x' } } }, 'transactionId'],
      [
        { command: { $case: 'native', value: { action: 'GetDiagnostics', payload: '{"location":"ftp://a/b"}' } } },
        'location',
      ],
    ]
    for (const [more, field] of faults)
      await assert.rejects(send('CP-1', more), { code: 'invalid_argument', field }, field)
    await assert.rejects(send('a/b'), { code: 'invalid_argument', field: 'stationId' })
    assert.equal(a.calls.length, 0)
  })
})
