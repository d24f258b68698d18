import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seeded } from './random.ts'
import { describeFault, drawSchedule, edgeLeaseMs, faultKind, type Shape } from './schedule.ts'

const whole: Shape = { services: ['stations', 'billing', 'gateway'], edges: 3, brokers: 3, redisMasters: 3 }
const small: Shape = { ...whole, edges: 2, brokers: 1, redisMasters: 1 }
const draw = (seed: string, shape: Shape, faults = 500) => drawSchedule(seeded(seed), { faults, shape, everyMs: 4_000 })

describe('the schedule of a chaos run', () => {
  it('is the same for the same seed', () => {
    assert.deepEqual(draw('7', whole), draw('7', whole))
    assert.notDeepEqual(draw('7', whole), draw('8', whole))
  })

  it('begins alike, however long it is', () => {
    assert.deepEqual(draw('7', whole, 30), draw('7', whole, 500).slice(0, 30))
  })

  it('has every kind of fault, and pauses that make zombies', () => {
    const faults = draw('kinds', whole)
    assert.equal(faults.length, 500)
    assert.equal(new Set(faults.map(({ kind }) => kind)).size, 17)
    assert.equal(new Set(faults.slice(0, 17).map(({ kind }) => kind)).size, 17)
    const zombies = faults.filter(({ kind, holdMs }) => kind === 'pause edge' && holdMs > edgeLeaseMs)
    assert.ok(zombies.length >= 15, `${zombies.length} pauses outlast the lease`)
    const meanMs = faults.reduce((sum, { afterMs }) => sum + afterMs, 0) / faults.length
    assert.ok(Math.abs(meanMs - 4_000) < 300, `one in ${meanMs} ms`)
  })

  it('asks single backends for nothing that needs several', () => {
    const kinds = new Set(draw('single', small).map(({ kind }) => kind))
    for (const kind of ['kill broker', 'stop broker', 'fail over redis'] as const) {
      assert.ok(!kinds.has(kind), kind)
    }
    assert.ok(kinds.has('kafka away') && kinds.has('kill redis'))
  })

  it('keeps within what there is, and to the kinds asked for', () => {
    for (const { index, target, kind } of draw('within', whole)) {
      assert.ok(index >= 0 && index < 3, `${kind} ${index}`)
      if (kind.endsWith('edge')) assert.equal(target, `edge ${index}`)
      if (kind.endsWith('service')) assert.ok(whole.services.includes(target))
    }
    const options = { faults: 9, shape: whole, everyMs: 1, kinds: ['kill edge'] } as const
    assert.ok(drawSchedule(seeded('only'), options).every(({ kind }) => kind === 'kill edge'))
    assert.throws(() => drawSchedule(seeded('none'), { ...options, kinds: [] }), /no kind of fault/)
  })

  it('knows kinds by their names', () => {
    assert.equal(faultKind('kill edge'), 'kill edge')
    assert.throws(() => faultKind('kill everybody'), /there is no fault 'kill everybody': one of kill service/)
  })

  it('says what a fault is', () => {
    const fault = { n: 1, kind: 'kill broker', target: 'kafka', index: 2, holdMs: 1234, afterMs: 0 } as const
    assert.equal(describeFault(fault), 'kill broker: kafka 2, 1.2 s')
  })
})
