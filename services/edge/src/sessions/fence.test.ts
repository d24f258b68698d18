import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testSession } from '../testing/session.ts'
import { createFence } from './fence.ts'
import { closeCode, closeSession, type Session } from './session.ts'

/** Two sessions behind a fence that is told how Redis answers. */
function setUp() {
  const [one, other] = [testSession({ station: 'CP-1' }), testSession({ station: 'CP-2' })]
  const asked: { session: Session; answer: (stale?: boolean) => void; fail: () => void }[] = []
  const delivered: string[] = []
  const state = { slept: false, awakenings: 0 }
  const fence = createFence({
    slept: () => state.slept,
    sessions: () => [one.session, other.session],
    awake() {
      state.slept = false
      state.awakenings += 1
    },
    confirm: session =>
      new Promise<void>((resolve, reject) => {
        const answer = (stale = false) => {
          if (stale) closeSession(session, 'replaced', closeCode.restart, 'a newer connection is known')
          resolve()
        }
        asked.push({ session, answer, fail: () => reject(new Error('away')) })
      }),
  })
  fence.deliver = (session, text) => void delivered.push(`${session.station} ${text}`)
  return { one, other, fence, asked, delivered, state }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

describe('the fence', () => {
  it('lets everything pass while the edge is awake', async () => {
    const { one, fence, asked } = setUp()
    assert.equal(fence.admit(one.session, 'a'), true)
    await fence.confirmed(one.session)
    assert.deepEqual([asked, fence.raised], [[], false])
  })

  it('keeps frames of a session until Redis says that it is current, and asks once', async () => {
    const { one, other, fence, asked, delivered, state } = setUp()
    state.slept = true
    assert.equal(fence.admit(one.session, 'a'), false)
    assert.equal(fence.admit(one.session, 'b'), false)
    assert.equal(state.awakenings, 1)
    assert.equal(asked.length, 1)
    asked[0]?.answer()
    await turn()
    assert.deepEqual(delivered, ['CP-1 a', 'CP-1 b'])
    assert.equal(fence.admit(one.session, 'c'), true)
    assert.equal(fence.admit(other.session, 'd'), false)
    fence.settled(other.session)
    assert.deepEqual(delivered.at(-1), 'CP-2 d')
    assert.equal(fence.raised, false)
  })

  it('drops what a session said that is not current any more', async () => {
    const { one, fence, asked, delivered, state } = setUp()
    state.slept = true
    fence.admit(one.session, 'a')
    asked[0]?.answer(true)
    await turn()
    assert.deepEqual(delivered, [])
    assert.equal(one.socket.closedWith?.code, closeCode.restart)
  })

  it('has a command wait for the answer, and fail when there is none', async () => {
    const { one, other, fence, asked, state } = setUp()
    state.slept = true
    const [first, second] = [fence.confirmed(one.session), fence.confirmed(other.session)]
    asked[0]?.answer()
    asked[1]?.fail()
    await first
    await assert.rejects(second, /away/)
    fence.lower()
    await fence.confirmed(other.session)
  })

  it('lets everything pass when Redis is away: events must flow, and receivers know zombies by their epoch', async () => {
    const { one, fence, asked, delivered, state } = setUp()
    state.slept = true
    fence.admit(one.session, 'a')
    asked[0]?.fail()
    await turn()
    assert.deepEqual(delivered, [])
    fence.lower()
    assert.deepEqual(delivered, ['CP-1 a'])
    assert.equal(fence.admit(one.session, 'b'), true)
  })

  it('closes a session that says too much meanwhile, and forgets those that have gone', () => {
    const { one, other, fence, state } = setUp()
    state.slept = true
    for (let i = 0; i < 40; i++) assert.equal(fence.admit(one.session, String(i)), false)
    assert.equal(one.socket.closedWith?.code, closeCode.policy)
    for (const { session } of [one, other]) session.closed = true
    assert.equal(fence.raised, false)
  })
})
