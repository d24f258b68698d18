import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../testing/until.ts'
import {
  abandon,
  type Command,
  type CommandEnd,
  type CommandLane,
  emptyCommandLane,
  end,
  maxWaitingCommands,
  submit,
  withdraw,
} from './command-lane.ts'

function setUp() {
  const lane: CommandLane = emptyCommandLane()
  const sent: string[] = []
  const ends = new Map<string, CommandEnd>()
  const dropped = new Map<string, Error>()
  const send = (command: Command) => void sent.push(command.id)
  const command = (id: string, timeoutMs = 60_000): Command => ({
    id,
    action: 'Reset',
    payload: {},
    payloadText: '{}',
    timeoutMs,
    onSent() {},
    onEnd: how => void ends.set(id, how),
    onDropped: reason => void dropped.set(id, reason),
  })
  return {
    lane,
    sent,
    ends,
    dropped,
    send,
    command,
    put: (id: string, ms?: number) => submit(lane, command(id, ms), send),
  }
}

describe('command lane', () => {
  it('keeps one call outstanding and sends the next when it has ended', () => {
    const { lane, sent, ends, send, put } = setUp()
    for (const id of ['a', 'b', 'c']) put(id)
    assert.deepEqual(sent, ['a'])
    assert.equal(end(lane, 'a', { outcome: 'ANSWERED', payload: { status: 'Accepted' }, schemaFault: '' }, send), true)
    assert.deepEqual(sent, ['a', 'b'])
    assert.equal(end(lane, 'b', { outcome: 'ERROR', code: 'InternalError', description: '' }, send), true)
    assert.deepEqual(sent, ['a', 'b', 'c'])
    assert.deepEqual([...ends.keys()], ['a', 'b'])
    abandon(lane)
  })

  it('ends a call that is not answered, and goes on', async () => {
    const { lane, sent, ends, put } = setUp()
    put('a', 20)
    put('b')
    await until('the time-out', () => ends.has('a'))
    assert.deepEqual(ends.get('a'), { outcome: 'TIMEOUT' })
    assert.deepEqual(sent, ['a', 'b'])
    abandon(lane)
  })

  it('never sends a call whose time was over while it waited, and says so', async () => {
    const { lane, sent, ends, send, put } = setUp()
    put('a')
    put('b', 20)
    put('c')
    await until('its time to be over', () => ends.has('b'))
    assert.deepEqual(ends.get('b'), { outcome: 'EXPIRED' })
    end(lane, 'a', { outcome: 'TIMEOUT' }, send)
    assert.deepEqual(sent, ['a', 'c'])
    abandon(lane)
  })

  it('sends none after its time also when the process was stopped, so that no timer has run', () => {
    const { lane, sent, ends, send, put } = setUp()
    put('a')
    put('b', 5)
    put('c')
    const until = performance.now() + 10
    while (performance.now() < until) Math.random()
    end(lane, 'a', { outcome: 'TIMEOUT' }, send)
    assert.deepEqual([ends.get('b'), sent], [{ outcome: 'EXPIRED' }, ['a', 'c']])
    abandon(lane)
  })

  it('ignores answers that are late, repeated or to nothing', () => {
    const { lane, ends, send, put } = setUp()
    put('a')
    put('b')
    end(lane, 'a', { outcome: 'ANSWERED', payload: 1, schemaFault: '' }, send)
    for (const id of ['a', 'never sent', ''])
      assert.equal(end(lane, id, { outcome: 'ANSWERED', payload: 2, schemaFault: '' }, send), false)
    assert.deepEqual([...ends], [['a', { outcome: 'ANSWERED', payload: 1, schemaFault: '' }]])
    abandon(lane)
  })

  it('refuses more than wait already, by a failure that says nothing was sent', () => {
    const { lane, put, sent } = setUp()
    for (let i = 0; i <= maxWaitingCommands; i++) put(String(i))
    assert.throws(() => put('one more'), { code: 'resource_exhausted' })
    assert.deepEqual(sent, ['0'])
    abandon(lane)
  })

  it('never sends a command twice, whatever became of it', () => {
    const { lane, send, put, sent } = setUp()
    put('a')
    assert.throws(() => put('a'), { code: 'already_exists' })
    end(lane, 'a', { outcome: 'ANSWERED', payload: {}, schemaFault: '' }, send)
    assert.throws(() => put('a'), { code: 'already_exists' })
    assert.deepEqual(sent, ['a'])
  })

  it('takes back a command that waits, not one that was sent', () => {
    const { lane, put, dropped, ends } = setUp()
    put('a')
    put('b')
    const reason = new Error('gone')
    withdraw(lane, 'a', reason)
    withdraw(lane, 'b', reason)
    assert.deepEqual([...dropped], [['b', reason]])
    assert.equal(ends.size, 0)
    abandon(lane)
  })

  it('tells those whose call was under way that nobody knows, and the others that nothing was sent', () => {
    const { lane, put, dropped, ends } = setUp()
    for (const id of ['a', 'b', 'c']) put(id)
    abandon(lane)
    assert.deepEqual([...ends], [['a', { outcome: 'UNKNOWN' }]])
    assert.deepEqual([...dropped.keys()], ['b', 'c'])
    assert.equal(lane.outstanding, undefined)
  })
})
