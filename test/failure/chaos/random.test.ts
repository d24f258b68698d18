import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seeded } from './random.ts'

describe('seeded random numbers', () => {
  it('come back with their seed, and with no other', () => {
    const draw = (seed: string) => Array.from({ length: 20 }, seeded(seed).next)
    assert.deepEqual(draw('a'), draw('a'))
    assert.notDeepEqual(draw('a'), draw('b'))
  })

  it('spread evenly', () => {
    const random = seeded('spread')
    const counts = Array.from({ length: 4_000 }, () => random.int(0, 3)).reduce(
      (seen, value) => seen.with(value, (seen[value] ?? 0) + 1),
      [0, 0, 0, 0],
    )
    assert.ok(Math.min(...counts) > 850 && counts.length === 4, String(counts))
    const drawn = Array.from({ length: 4_000 }, () => random.between(10, 20))
    assert.ok(Math.min(...drawn) >= 10 && Math.max(...drawn) < 20)
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
    assert.ok(Math.abs(mean - 15) < 0.3, String(mean))
    const picked = new Set(Array.from({ length: 100 }, () => random.pick(['x', 'y', 'z'])))
    assert.deepEqual([...picked].sort(), ['x', 'y', 'z'])
  })

  it('fork into streams that do not touch each other', () => {
    const [one, other] = [seeded('s'), seeded('s')]
    one.fork('stations').next()
    assert.equal(one.next(), other.next())
    assert.equal(one.fork('x').next(), other.fork('x').next())
    assert.notEqual(one.fork('x').next(), one.fork('y').next())
  })
})
