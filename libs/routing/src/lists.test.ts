import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { Connection } from './connection.ts'
import { batchLists } from './lists.ts'

/** A connection that keeps what it was asked until the test answers. */
function held() {
  const asked: { key: string; changes: string[]; answer: () => void; refuse: () => void }[] = []
  const connection: Connection = {
    run: () => Promise.reject(new Error('not asked for')),
    script: (_script, key, ...changes) =>
      new Promise((resolve, reject) => {
        const refuse = () => reject(fail('unavailable', 'away'))
        asked.push({ key, changes, answer: () => resolve(0), refuse })
      }),
    connections: 1,
    close: async () => {},
  }
  return { asked, connection }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

describe('lists of edges', () => {
  it('writes at once when nothing is under way, and what comes meanwhile together, in order', async () => {
    const { asked, connection } = held()
    const lists = batchLists(connection, edgeId => `list ${edgeId}`, 1000)
    const first = lists.add('a', 't/CP-1', 5)
    const rest = [lists.add('a', 't/CP-2', 6), lists.drop('a', 't/CP-1', 5), lists.add('a', 't/CP-1', 7)]
    assert.deepEqual(
      asked.map(({ key, changes }) => [key, changes]),
      [['list a', ['t/CP-1', '5']]],
    )
    asked[0]?.answer()
    await first
    await turn()
    assert.deepEqual(asked[1]?.changes, ['t/CP-2', '6', 't/CP-1', '-5', 't/CP-1', '7'])
    asked[1]?.answer()
    await Promise.all(rest)
    const later = lists.add('a', 't/CP-3', 8)
    asked[2]?.answer()
    await later
  })

  it('keeps lists apart: one that is not answered does not hold up another', async () => {
    const { asked, connection } = held()
    const lists = batchLists(connection, edgeId => edgeId, 1000)
    void lists.add('a', 't/CP-1', 5)
    const other = lists.add('b', 't/CP-2', 6)
    asked[1]?.answer()
    await other
  })

  it('fails those whose write failed, and goes on with the others', async () => {
    const { asked, connection } = held()
    const lists = batchLists(connection, edgeId => edgeId, 1000)
    const failing = assert.rejects(lists.add('a', 't/CP-1', 5), { code: 'unavailable' })
    const next = lists.add('a', 't/CP-2', 6)
    asked[0]?.refuse()
    await failing
    await turn()
    asked[1]?.answer()
    await next
  })

  it('does not write what has waited longer than its deadline', async () => {
    const { asked, connection } = held()
    const lists = batchLists(connection, edgeId => edgeId, 0)
    const first = assert.rejects(lists.add('a', 't/CP-1', 5), { code: 'unavailable' })
    await first
    assert.deepEqual(asked, [])
  })

  it('writes a storm in batches that do not hold Redis up', async () => {
    const { asked, connection } = held()
    const lists = batchLists(connection, edgeId => edgeId, 60_000)
    const storm = Promise.all(Array.from({ length: 1001 }, (_, i) => lists.add('a', `t/CP-${i}`, i + 1)))
    for (let at = 0; at < asked.length; at++) {
      asked[at]?.answer()
      await turn()
    }
    await storm
    assert.deepEqual(
      asked.map(({ changes }) => changes.length / 2),
      [1, 250, 250, 250, 250],
    )
  })
})
