import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRestraints } from './restraints.ts'

describe('createRestraints', () => {
  it('keeps out for longer each time, to five minutes, and begins anew with who has behaved', () => {
    const restraints = createRestraints()
    let now = 1000
    const lengths = Array.from({ length: 7 }, () => {
      const lengthS = restraints.impose('a', 'flooding', now)
      now += lengthS * 1000
      return lengthS
    })
    assert.deepEqual(lengths, [15, 30, 60, 120, 240, 300, 300])
    assert.equal(restraints.impose('a', 'flooding', now + 600_001), 15)
  })

  it('says how long to wait', () => {
    const restraints = createRestraints()
    restraints.impose('a', 'flooding', 1000)
    assert.deepEqual(restraints.find('a', 1500), { reason: 'flooding', waitS: 15 })
    assert.deepEqual(restraints.find('a', 15_999), { reason: 'flooding', waitS: 1 })
    assert.equal(restraints.find('a', 16_000), undefined)
    assert.equal(restraints.find('b', 1500), undefined)
  })

  it('lifts a restraint for its own reason only, and remembers that there was one', () => {
    const restraints = createRestraints()
    restraints.impose('a', 'flooding', 1000)
    restraints.lift('a', 'flapping', 1000)
    assert.ok(restraints.find('a', 1000))
    restraints.lift('a', 'flooding', 1000)
    assert.equal(restraints.find('a', 1000), undefined)
    assert.equal(restraints.impose('a', 'flapping', 2000), 30)
  })

  it('keeps its size', () => {
    const restraints = createRestraints()
    for (let i = 0; i <= 20_000; i++) restraints.impose(String(i), 'flooding', 1000)
    assert.equal(restraints.find('0', 1000), undefined)
    assert.ok(restraints.find('20000', 1000))
  })
})
