import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { kinds } from './kinds.ts'
import { measureKinds, work } from './measure.ts'

describe('bench codec', () => {
  for (const kind of kinds) {
    it(`takes ${kind.name} all the way to a result and its events`, () => {
      const { answer, events } = work(kind)
      assert.match(answer, /^\[3,"5b1e6a52/)
      assert.equal(events, kind.name.endsWith('Heartbeat') ? 0 : 1)
    })
  }

  it('measures every kind', () => {
    const measured = measureKinds(1, 1)
    assert.deepEqual(
      measured.map(({ name }) => name),
      kinds.map(({ name }) => name),
    )
    for (const { parseUs, wholeUs, ratio } of measured) assert.ok(parseUs > 0 && wholeUs > 0 && ratio > 0)
  })
})
