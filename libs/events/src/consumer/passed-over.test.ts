import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type PassedOver, passedOver } from './passed-over.ts'

const position = { group: 'shop', topic: 'ocpp.stations', partition: 3 }
const other = { ...position, partition: 4 }

describe('what is passed over in memory', () => {
  let now = 0
  let memory: PassedOver

  beforeEach(() => {
    now = 1000
    memory = passedOver(() => now, { records: 100, ms: 5000 })
  })

  it('begins with an offset that the database has, and not before', () => {
    assert.equal(memory.begin(position, 10n), undefined)
    assert.equal(memory.pass(position, 12n, 2), false)
    memory.store(position, 10n)
    assert.equal(memory.begin(position, 10n), 10n)
    assert.equal(memory.begin(other, 10n), undefined)
  })

  it('lets what follows without a gap claim to be read from the stored offset', () => {
    memory.store(position, 10n)
    assert.ok(memory.pass(position, 14n, 4))
    assert.ok(memory.pass(position, 20n, 6))
    assert.equal(memory.begin(position, 20n), 10n)
  })

  for (const from of [9n, 10n, 19n, 21n]) {
    it(`lets what begins at ${from} instead of 20 claim nothing, then or later`, () => {
      memory.store(position, 10n)
      memory.pass(position, 20n, 10)
      assert.equal(memory.begin(position, from), undefined)
      assert.equal(memory.begin(position, 20n), undefined)
      assert.deepEqual(memory.due(), [])
    })
  }

  it('goes with reading over control records, and never back', () => {
    memory.store(position, 10n)
    memory.pass(position, 20n, 10)
    memory.reach(position, 22n)
    memory.reach(position, 21n)
    memory.reach(other, 7n)
    assert.equal(memory.begin(position, 22n), 10n)
    assert.equal(memory.begin(other, 7n), undefined)
  })

  it('begins anew with what a chunk has stored', () => {
    memory.store(position, 10n)
    memory.pass(position, 20n, 10)
    memory.store(position, 25n)
    assert.equal(memory.begin(position, 25n), 25n)
    assert.ok(memory.pass(position, 125n, 100))
  })

  it('holds so many records and no more', () => {
    memory.store(position, 0n)
    assert.ok(memory.pass(position, 60n, 60))
    assert.equal(memory.pass(position, 101n, 41), false)
    // Nothing was remembered of what was refused: the same records are written, from where the memory begins.
    assert.equal(memory.begin(position, 60n), 0n)
  })

  it('holds them so long and no longer, counted from the first', () => {
    memory.store(position, 0n)
    now += 60_000
    assert.ok(memory.pass(position, 1n, 1))
    now += 4999
    assert.ok(memory.pass(position, 2n, 1))
    assert.deepEqual(memory.due(), [])
    now += 1
    assert.equal(memory.pass(position, 3n, 1), false)
    assert.deepEqual(memory.due(), [{ position, stored: 0n, reached: 2n }])
  })

  it('is settled by writing it, with what was passed over meanwhile still to be written', () => {
    memory.store(position, 0n)
    memory.pass(position, 5n, 5)
    now += 5000
    const [due] = memory.due()
    assert.ok(due)
    memory.settle(due, true)
    assert.deepEqual(memory.due(), [])
    assert.equal(memory.begin(position, 5n), 5n)
    memory.pass(position, 6n, 1)
    now += 5000
    assert.deepEqual(memory.due(), [{ position, stored: 5n, reached: 6n }])
  })

  it('is worth nothing when the database had another offset', () => {
    memory.store(position, 0n)
    memory.pass(position, 5n, 5)
    now += 5000
    for (const due of memory.due()) memory.settle(due, false)
    assert.equal(memory.begin(position, 5n), undefined)
  })

  it('does not let what was due overwrite what a chunk has stored since', () => {
    memory.store(position, 0n)
    memory.pass(position, 5n, 5)
    now += 5000
    const [due] = memory.due()
    assert.ok(due)
    memory.store(position, 9n)
    for (const written of [true, false]) memory.settle(due, written)
    assert.equal(memory.begin(position, 9n), 9n)
  })

  it('forgets every partition at once', () => {
    memory.store(position, 5n)
    memory.store(other, 6n)
    memory.clear()
    assert.deepEqual([memory.begin(position, 5n), memory.begin(other, 6n)], [undefined, undefined])
  })
})
