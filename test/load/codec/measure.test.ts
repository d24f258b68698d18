import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { kinds } from './kinds.ts'
import { measureKinds, work } from './measure.ts'

describe('bench codec', () => {
  for (const kind of kinds) {
    it(`takes ${kind.name} all the way to a result and its events`, () => {
      const { answer, events } = work(kind)
      assert.match(answer, /^\[3,"5b1e6a52/)
      assert.equal(events.length, kind.name.endsWith('Heartbeat') ? 0 : 1)
    })
  }

  it('measures every kind', () => {
    const measured = measureKinds(1, 1)
    assert.deepEqual(
      measured.map(({ name }) => name),
      kinds.map(({ name }) => name),
    )
    for (const { parseUs, codecUs, ratio, recordRatio } of measured)
      assert.ok(parseUs > 0 && codecUs > 0 && ratio > 0 && recordRatio > 0)
  })
})
