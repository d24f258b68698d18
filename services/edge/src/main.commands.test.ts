// Commands of other services on their way through an edge to a station, and back.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { toFailure } from '@chargeplane/failure'
import { type CallRequest, EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { type RpcClient, rpcClient } from '@chargeplane/rpc'
import { announceAccessChange, type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import type { StationOptions } from './testing/station.ts'
import { until } from './testing/until.ts'

describe('commands to stations', { timeout: 120_000 }, () => {
  let bench: Bench
  let edge: EdgeProcess
  let client: RpcClient<EdgeServiceService>
  before(async () => {
    bench = await openBench()
    edge = await bench.start()
    client = rpcClient(EdgeServiceService, edge.grpcAddress, { retries: 0, deadlineMs: 20_000 })
  })
  after(async () => {
    client.close()
    await bench.close()
  })

  /** A connected station, and a command to its present session. */
  async function connected(name: string, options: Partial<StationOptions> = {}) {
    const before = bench.of('chargeplane.ocpp.v1.StationConnected', name).length
    const station = await bench.station(edge, name, options)
    const events = await bench.await('chargeplane.ocpp.v1.StationConnected', name, before + 1)
    const epoch = events[before]?.data.origin?.epoch ?? 0n
    const request = (changes: Partial<CallRequest> = {}): CallRequest => ({
      tenant: 'default',
      stationId: name,
      epoch,
      commandId: randomUUID(),
      action: 'Reset',
      payload: '{"type":"Soft"}',
      timeoutMs: 5000,
      ...changes,
    })
    return { station, epoch, request }
  }

  it('brings the answer of the station, and tells the topic with the token hashed', async () => {
    const { station, request } = await connected('CP-1', { onCall: () => ({ status: 'Accepted' }) })
    const start = request({ action: 'RemoteStartTransaction', payload: '{"connectorId":1,"idTag":"TOKEN-1"}' })
    assert.deepEqual(await client.call(start), {
      outcome: CommandOutcome.ANSWERED,
      response: '{"status":"Accepted"}',
      errorCode: '',
      errorDescription: '',
      schemaFault: '',
    })
    assert.deepEqual(station.frames.at(-1), [
      2,
      start.commandId,
      'RemoteStartTransaction',
      { connectorId: 1, idTag: 'TOKEN-1' },
    ])
    const [event] = await bench.await('chargeplane.ocpp.v1.CommandCompleted', 'CP-1')
    assert.deepEqual(
      [event?.data.commandId, event?.data.outcome, event?.data.origin?.action],
      [start.commandId, CommandOutcome.ANSWERED, 'RemoteStartTransaction'],
    )
    assert.equal(event?.data.request.includes('TOKEN-1'), false)
    assert.match(event?.data.request ?? '', /[0-9a-f]{64}/)
    station.socket.terminate()
  })

  it('brings an error of the station', async () => {
    const { station, request } = await connected('CP-Error')
    station.socket.on('message', data => {
      const [, id] = JSON.parse(String(data))
      station.send(JSON.stringify([4, id, 'NotSupported', 'no such thing', {}]))
    })
    const { outcome, errorCode, errorDescription } = await client.call(request())
    assert.deepEqual([outcome, errorCode, errorDescription], [CommandOutcome.ERROR, 'NotSupported', 'no such thing'])
    station.socket.terminate()
  })

  for (const [protocol, name] of [
    ['ocpp1.6', 'CP-Faulty16'],
    ['ocpp2.1', 'CP-Faulty21'],
  ] as const) {
    it(`keeps and flags an answer that does not fit the schema, and says so to a station of ${protocol} (J FR.06)`, async () => {
      const onCall = () => ({ status: 'Perhaps' })
      const { station, request } = await connected(name, { protocols: [protocol], onCall })
      const reset = request({ payload: protocol === 'ocpp1.6' ? '{"type":"Soft"}' : '{"type":"OnIdle"}' })
      const answer = await client.call(reset)
      assert.deepEqual([answer.outcome, answer.response], [CommandOutcome.ANSWERED, '{"status":"Perhaps"}'])
      assert.equal(answer.schemaFault, 'status is not one of its allowed values')
      const [event] = await bench.await('chargeplane.ocpp.v1.CommandCompleted', name)
      assert.equal(event?.data.origin?.schemaFault, answer.schemaFault)
      const told = station.frames.filter(frame => frame[0] === 5)
      const expected = [5, reset.commandId, 'PropertyConstraintViolation', answer.schemaFault, {}]
      assert.deepEqual(told, protocol === 'ocpp1.6' ? [] : [expected])
      station.socket.terminate()
    })
  }

  it('promise 26: keeps one call outstanding, queues 32 and refuses the rest, of a thousand at once', async () => {
    const answers: (() => void)[] = []
    const { station, request } = await connected('CP-Busy')
    let outstanding = 0
    station.socket.on('message', data => {
      const [, id] = JSON.parse(String(data))
      outstanding += 1
      assert.equal(outstanding, 1)
      answers.push(() => {
        outstanding -= 1
        station.send(JSON.stringify([3, id, { status: 'Accepted' }]))
      })
    })
    let refused = 0
    const one = async () => {
      try {
        // The first is answered only when all the others have been refused, which takes a slow machine a while.
        return await client.call(request({ timeoutMs: 20_000 }))
      } catch (error) {
        assert.equal(toFailure(error).code, 'resource_exhausted')
        refused += 1
        return undefined
      }
    }
    const calls = Array.from({ length: 1000 }, one)
    await until('all but 33 are refused', () => refused === 967, 20_000)
    for (let i = 0; i < 33; i++) {
      await until(`call ${i} is there`, () => answers.length > i)
      answers[i]?.()
    }
    const answered = (await Promise.all(calls)).filter(call => call !== undefined)
    assert.deepEqual([answered.length, refused], [33, 967])
    assert.ok(answered.every(({ outcome }) => outcome === CommandOutcome.ANSWERED))
    station.socket.terminate()
  })

  it('reports a time-out, drops the late answer, and goes on', async () => {
    const { station, request } = await connected('CP-Slow')
    const late = request({ timeoutMs: 100 })
    assert.equal((await client.call(late)).outcome, CommandOutcome.TIMEOUT)
    station.send(JSON.stringify([3, late.commandId, { status: 'Accepted' }]))
    const next = request()
    const answer = client.call(next)
    await until('the next call is there', () => station.frames.some(frame => frame[1] === next.commandId))
    station.send(JSON.stringify([3, next.commandId, { status: 'Rejected' }]))
    assert.equal((await answer).response, '{"status":"Rejected"}')
    const [event] = await bench.await('chargeplane.ocpp.v1.CommandCompleted', 'CP-Slow')
    assert.equal(event?.data.outcome, CommandOutcome.TIMEOUT)
    station.socket.terminate()
  })

  it('reports that nobody knows when the socket closes before the answer', async () => {
    const { station, request } = await connected('CP-Gone')
    const [first, second] = [client.call(request()), client.call(request())]
    const unsent = assert.rejects(second, { code: 'failed_precondition' })
    await until('the call is there', () => station.frames.length > 0)
    station.socket.terminate()
    assert.equal((await first).outcome, CommandOutcome.UNKNOWN)
    await unsent
  })

  it('promise 25: never sends a command twice', async () => {
    const { station, request } = await connected('CP-Once', { onCall: () => ({ status: 'Accepted' }) })
    const once = request()
    await client.call(once)
    await assert.rejects(client.call(once), { code: 'already_exists', field: 'command_id' })
    assert.equal(station.frames.length, 1)
    station.socket.terminate()
  })

  it('promise 25: an edge that is killed between send and answer leaves nothing that is sent again', async () => {
    const doomed = await bench.start()
    const names = Array.from({ length: 20 }, (_, i) => `CP-Kill-${i}`)
    const stations = await Promise.all(names.map(name => bench.station(doomed, name)))
    const toDoomed = rpcClient(EdgeServiceService, doomed.grpcAddress, { retries: 0, deadlineMs: 20_000 })
    const calls = names.map(async name => {
      const [connected] = await bench.await('chargeplane.ocpp.v1.StationConnected', name)
      const epoch = connected?.data.origin?.epoch ?? 0n
      const command = { tenant: 'default', stationId: name, epoch, commandId: randomUUID(), timeoutMs: 10_000 }
      return assert.rejects(toDoomed.call({ ...command, action: 'Reset', payload: '{"type":"Soft"}' }), {
        code: 'unavailable',
      })
    })
    await until('all have their call', () => stations.every(({ frames }) => frames.length === 1))
    doomed.process.kill('SIGKILL')
    await Promise.all(calls)
    toDoomed.close()
    // Each comes back, through another edge, and is told nothing but what it asks for.
    for (const name of names) {
      const station = await bench.station(edge, name)
      assert.equal((await station.call('Heartbeat', {}))[0], 3)
      assert.equal(station.frames.length, 1)
      station.socket.terminate()
    }
  })

  it('knows no session but the one at that epoch', async () => {
    const { station, epoch, request } = await connected('CP-Epoch', { onCall: () => ({ status: 'Accepted' }) })
    await assert.rejects(client.call(request({ epoch: epoch - 1n })), { code: 'not_found' })
    await assert.rejects(client.call(request({ tenant: 'north' })), { code: 'not_found' })
    await assert.rejects(client.call(request({ stationId: 'CP-Nobody' })), { code: 'not_found' })
    assert.deepEqual(await client.closeSession({ tenant: 'default', stationId: 'CP-Epoch', epoch: epoch - 1n }), {
      closed: false,
    })
    assert.equal(station.frames.length, 0)
    assert.deepEqual(await client.closeSession({ tenant: 'default', stationId: 'CP-Epoch', epoch }), { closed: true })
    assert.equal((await station.closed).code, 4001)
    assert.deepEqual(await client.closeSession({ tenant: 'default', stationId: 'CP-Epoch', epoch }), { closed: false })
  })

  it('refuses what it can not send, naming the field', async () => {
    const { station, request } = await connected('CP-Bad')
    await assert.rejects(client.call(request({ payload: '{' })), { code: 'invalid_argument', field: 'payload' })
    await assert.rejects(client.call(request({ action: '' })), { code: 'invalid_argument', field: 'action' })
    await assert.rejects(client.call(request({ commandId: 'x'.repeat(37) })), {
      code: 'invalid_argument',
      field: 'command_id',
    })
    assert.equal(station.frames.length, 0)
    station.socket.terminate()
  })

  it('starts nothing on a station whose boot is pending', async () => {
    bench.owners.stations.set('default/CP-Pending', { password: 'secret', registrationStatus: 'Pending' })
    const { station, request } = await connected('CP-Pending', { onCall: () => ({ status: 'Accepted' }) })
    await assert.rejects(client.call(request({ action: 'RemoteStartTransaction', payload: '{"idTag":"A"}' })), {
      code: 'failed_precondition',
    })
    assert.equal(
      (await client.call(request({ action: 'TriggerMessage', payload: '{"requestedMessage":"MeterValues"}' }))).outcome,
      CommandOutcome.ANSWERED,
    )
    // What it was asked for, it may send.
    assert.equal((await station.call('MeterValues', { connectorId: 1, meterValue: [] }))[0], 3)
    station.socket.terminate()
  })

  it('closes the socket of a station that was deleted, and asks anew about one that was changed', async () => {
    const { station } = await connected('CP-Deleted')
    bench.owners.stations.set('default/CP-Deleted', { password: 'another one', registrationStatus: 'Accepted' })
    await announceAccessChange(bench, 'CP-Deleted', 'password_rotated')
    await until('the new password is taken', async () => {
      const next = await bench.station(edge, 'CP-Deleted', { password: 'another one' }).catch(() => undefined)
      next?.socket.terminate()
      return next !== undefined
    })
    assert.equal((await station.closed).code, 4001)
    const last = await bench.station(edge, 'CP-Deleted', { password: 'another one' })
    await announceAccessChange(bench, 'CP-Deleted', 'deleted')
    assert.equal((await last.closed).code, 1008)
  })
})
