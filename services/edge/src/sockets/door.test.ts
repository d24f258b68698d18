import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createDoor } from './door.ts'

function setUp(maxTcpConnections = 1000) {
  const pressure = { share: 1, isOverMemory: false }
  let now = 1000
  const door = createDoor({ maxTcpConnections, acceptRate: 10, pressure, nowMs: () => now })
  const enter = (count = 100) => Array.from({ length: count }, door.enter).filter(Boolean).length
  return { pressure, door, enter, pass: (ms: number) => (now += ms) }
}

describe('createDoor', () => {
  it('lets half as many more in as may be tried, and closes on the others', () => {
    const { enter, pass } = setUp()
    assert.equal(enter(), 25)
    pass(1000)
    assert.equal(enter(), 15)
  })

  it('counts everybody until they have left, those turned away too', () => {
    const { door, enter } = setUp(2)
    assert.deepEqual([enter(1), enter(1), enter(1)], [1, 1, 0])
    door.left()
    assert.equal(enter(1), 0)
    for (let i = 0; i < 3; i++) door.left()
    assert.equal(enter(1), 1)
  })

  it('is closed while memory is over its budget, and half open while the event loop is late', () => {
    const { pressure, enter, pass } = setUp()
    pressure.isOverMemory = true
    assert.equal(enter(), 0)
    pressure.isOverMemory = false
    pressure.share = 0.5
    pass(1000)
    assert.equal(enter(), 12)
  })
})
