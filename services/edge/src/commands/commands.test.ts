import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { NewEvent } from '@chargeplane/events'
import { parseFrame } from '@chargeplane/ocpp'
import type { CallRequest } from '@chargeplane/proto/edge/v1/edge'
import { type CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { metrics } from '@chargeplane/telemetry'
import { testSession } from '../testing/session.ts'
import { until } from '../testing/until.ts'
import { createCommands } from './commands.ts'

function setUp() {
  const events: NewEvent[] = []
  const producer = {
    async publish(event: NewEvent) {
      events.push(event)
    },
  }
  const { session, socket } = testSession()
  const commands = createCommands({
    edgeId: 'edge-1',
    producer,
    hashToken: (tenant, idToken) => `hash of ${tenant} ${idToken}`,
  })
  const caller = new AbortController()
  return {
    session,
    socket,
    commands,
    caller,
    ends: () => events.map(({ data }) => data as CommandCompleted),
    call(changes: Partial<CallRequest> = {}) {
      const request: CallRequest = {
        tenant: 'default',
        stationId: 'CP-1',
        epoch: 1000n,
        commandId: randomUUID(),
        action: 'Reset',
        payload: '{"type":"Soft"}',
        timeoutMs: 5000,
        ...changes,
      }
      return { id: request.commandId, answer: commands.call(session, request, caller.signal) }
    },
    says(text: string) {
      const frame = parseFrame(text, '1.6', false)
      if (frame.type !== 'result' && frame.type !== 'error') throw new Error(`no answer: ${text}`)
      commands.answered(session, frame)
    },
  }
}

describe('commands', () => {
  it('promise 28: ten thousand forged, late and repeated answers change nothing and are counted', async t => {
    const { socket, call, says, ends } = setUp()
    const counted = t.mock.method(metrics.inputRefused, 'add')
    const first = call()
    const second = call()
    for (let i = 0; i < 2500; i += 1) {
      says(`[3,"${randomUUID()}",{"status":"Accepted"}]`)
      says(`[3,"${second.id}",{"status":"Accepted"}]`)
      says(`[4,"${i}","GenericError","",{}]`)
    }
    assert.deepEqual([socket.sent.length, counted.mock.callCount()], [1, 7500])
    says(`[3,"${first.id}",{"status":"Rejected"}]`)
    for (let i = 0; i < 2500; i += 1) says(`[3,"${first.id}",{"status":"Accepted"}]`)
    assert.equal((await first.answer).response, '{"status":"Rejected"}')
    assert.deepEqual([socket.sent.length, counted.mock.callCount()], [2, 10_000])
    assert.ok(counted.mock.calls.every(({ arguments: [, labels] }) => labels?.['error.type'] === 'not_found'))
    says(`[3,"${second.id}",{"status":"Accepted"}]`)
    await second.answer
    assert.deepEqual(
      ends().map(({ commandId, response }) => [commandId, response]),
      [
        [first.id, '{"status":"Rejected"}'],
        [second.id, '{"status":"Accepted"}'],
      ],
    )
  })

  it('tells how a command ended also when who asked for it has gone', async () => {
    const { call, says, caller, ends } = setUp()
    const { id, answer } = call()
    caller.abort()
    says(`[3,"${id}",{"status":"Accepted"}]`)
    assert.equal((await answer).outcome, CommandOutcome.ANSWERED)
    assert.deepEqual([ends()[0]?.commandId, ends()[0]?.outcome], [id, CommandOutcome.ANSWERED])
  })

  it('answers that a command was not sent when its time is over before its turn, and tells it', async () => {
    const { socket, call, ends } = setUp()
    call()
    const late = call({ timeoutMs: 20 })
    assert.equal((await late.answer).outcome, CommandOutcome.EXPIRED)
    await until('the event', () => ends().length === 1)
    assert.deepEqual([socket.sent.length, ends()[0]?.sentAt, ends()[0]?.commandId], [1, '', late.id])
  })

  it('begins nothing on a socket that is being closed', async () => {
    const { session, socket, call } = setUp()
    session.closing = 'edge_drained'
    await assert.rejects(call().answer, { code: 'not_found' })
    assert.equal(socket.sent.length, 0)
  })
})
