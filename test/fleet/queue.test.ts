import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Link, Reply } from './link.ts'
import { openQueue } from './queue.ts'

/** A link that answers from a list; the queue is what is tested, not the socket. */
function scripted(replies: Reply[]) {
  const sent: string[] = []
  const state = { open: true }
  const link: Link = {
    get isOpen() {
      return state.open
    },
    closes: 0,
    async call(_action, payload) {
      sent.push(String(payload.n))
      return replies.shift() ?? { kind: 'result', payload: {} }
    },
    goOffline: () => undefined,
    close: async () => undefined,
  }
  return { link, sent, state }
}

const inTurn = <T>(run: () => Promise<T>): Promise<T> => run()

describe('the queue of a station', () => {
  it('repeats a message until it is answered, and keeps the order', async () => {
    const { link, sent } = scripted([{ kind: 'lost' }, { kind: 'error', code: 'InternalError', description: '' }])
    const failed: string[] = []
    const answered: number[] = []
    const queue = openQueue(link, inTurn, { failed: (_action, reply) => void failed.push(reply.kind) })
    for (const n of [1, 2, 3])
      queue.push({ action: 'A', payload: () => ({ n }), answered: () => void answered.push(n) })
    await queue.flushed()
    assert.deepEqual(sent, ['1', '1', '1', '2', '3'])
    assert.deepEqual(answered, [1, 2, 3])
    assert.deepEqual(failed, ['error'])
    assert.equal(queue.length, 0)
  })

  it('waits while there is no socket', async () => {
    const { link, sent, state } = scripted([])
    state.open = false
    const queue = openQueue(link, inTurn, { failed: () => undefined })
    queue.push({ action: 'A', payload: () => ({ n: 1 }), answered: () => undefined })
    assert.equal(queue.length, 1)
    assert.deepEqual(sent, [])
    state.open = true
    await queue.flushed()
    assert.deepEqual(sent, ['1'])
  })

  it('makes the message when it is sent, so that it can name what an earlier answer gave', async () => {
    const { link, sent } = scripted([{ kind: 'result', payload: { given: 42 } }])
    let id = 0
    const queue = openQueue(link, inTurn, { failed: () => undefined })
    queue.push({
      action: 'A',
      payload: () => ({ n: 'first' }),
      answered: payload => {
        id = Number(payload.given)
      },
    })
    queue.push({ action: 'B', payload: () => ({ n: id }), answered: () => undefined })
    await queue.flushed()
    assert.deepEqual(sent, ['first', '42'])
  })
})
