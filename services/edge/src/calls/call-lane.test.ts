import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { waitingHeartbeat, workedHeartbeat } from '../testing/waiting-call.ts'
import {
  dequeue,
  emptyCallLane,
  enqueue,
  findAnswer,
  forgetAnswers,
  isPending,
  keepAnswer,
  laneLimits,
} from './call-lane.ts'

describe('answers of a session', () => {
  it('gives the stored answer to the very same call only', () => {
    const lane = emptyCallLane()
    keepAnswer(lane, workedHeartbeat('7', 'text one'), 'answer', 1)
    assert.equal(findAnswer(lane, '7', 'text one'), 'answer')
    assert.equal(findAnswer(lane, '7', 'text two'), undefined)
    assert.equal(findAnswer(lane, '8', 'text one'), undefined)
  })

  it('remembers the last 32', () => {
    const lane = emptyCallLane()
    for (let i = 0; i < 40; i++) keepAnswer(lane, workedHeartbeat(String(i), 'text'), `answer ${i}`, 1)
    assert.equal(findAnswer(lane, '7', 'text'), undefined)
    for (let i = 8; i < 40; i++) assert.equal(findAnswer(lane, String(i), 'text'), `answer ${i}`)
  })

  it('holds nothing before the first answer and after it was told to forget', () => {
    const lane = emptyCallLane()
    assert.equal(lane.answered, undefined)
    keepAnswer(lane, workedHeartbeat('7', 'text'), 'answer', 5)
    assert.equal(lane.lastTick, 5)
    forgetAnswers(lane)
    assert.equal(findAnswer(lane, '7', 'text'), undefined)
    assert.equal(lane.answered, undefined)
  })
})

describe('calls that wait', () => {
  it('come out in the order in which they came', () => {
    const lane = emptyCallLane()
    const calls = ['a', 'b', 'c'].map(id => waitingHeartbeat(id))
    for (const call of calls) assert.equal(enqueue(lane, call), true)
    assert.deepEqual([dequeue(lane), dequeue(lane), dequeue(lane), dequeue(lane)], [...calls, undefined])
    assert.equal(lane.waitingLength, 0)
  })

  it('are 32 at most', () => {
    const lane = emptyCallLane()
    for (let i = 0; i < laneLimits.waiting; i++) assert.equal(enqueue(lane, waitingHeartbeat(String(i))), true)
    assert.equal(enqueue(lane, waitingHeartbeat('one more')), false)
  })

  it('are half a megabyte at most', () => {
    const lane = emptyCallLane()
    const big = 'x'.repeat(65_000)
    let taken = 0
    while (enqueue(lane, waitingHeartbeat(String(taken), big))) taken += 1
    assert.equal(taken, 8)
  })

  it('are recognised when they are sent again, as the one under way is', () => {
    const lane = emptyCallLane()
    lane.current = workedHeartbeat('a')
    enqueue(lane, waitingHeartbeat('b'))
    for (const id of ['a', 'b']) assert.equal(isPending(lane, id, `[2,"${id}","Heartbeat",{}]`), true)
    assert.equal(isPending(lane, 'a', 'another text'), false)
    assert.equal(isPending(lane, 'c', '[2,"c","Heartbeat",{}]'), false)
  })
})
