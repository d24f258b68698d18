import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testSession } from '../testing/session.ts'
import { departureOrder } from './departure-order.ts'

const named = (...names: string[]) => names.map(station => testSession({ station }).session)

function all(order: ReturnType<typeof departureOrder>): string[] {
  const names: string[] = []
  for (let session = order.next(); session !== undefined; session = order.next()) names.push(session.station)
  return names
}

describe('departureOrder', () => {
  it('gives those without a transaction first', () => {
    const sessions = named('a', 'b', 'c', 'd', 'e', 'f')
    for (const session of sessions.slice(0, 3)) session.charging = true
    const names = all(departureOrder(sessions, 10))
    assert.deepEqual(
      [names.slice(0, 3).sort(), names.slice(3).sort()],
      [
        ['d', 'e', 'f'],
        ['a', 'b', 'c'],
      ],
    )
  })

  it('gives no more than were asked for, and none that have gone meanwhile', () => {
    const sessions = named('a', 'b', 'c', 'd')
    const order = departureOrder(sessions, 3)
    assert.equal(order.left, 3)
    const first = order.next()
    for (const session of sessions) if (session !== first) session.closed = true
    assert.deepEqual([order.left, order.next(), order.left], [2, undefined, 0])
  })

  it('puts whoever has begun to charge meanwhile to the end', () => {
    const sessions = named('a', 'b', 'c', 'd', 'e')
    const order = departureOrder(sessions, 5)
    const late = sessions.find(session => session !== order.next())
    if (late === undefined) throw new Error('five are more than one')
    // Of the four that are left any may be it; whichever it is comes last or has come already.
    late.charging = true
    const rest = all(order)
    if (rest.includes(late.station)) assert.equal(rest.at(-1), late.station)
  })

  it('leaves out those whose socket closes already', () => {
    const [a, b] = named('a', 'b')
    if (a === undefined || b === undefined) throw new Error('there are two')
    a.closing = 'replaced'
    assert.deepEqual(all(departureOrder([a, b], 5)), ['b'])
  })
})
