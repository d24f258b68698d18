import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contentKey, decisionOf, momentKey, originOf } from './events.ts'
import { accepted, booted, contextFor } from './testing.ts'

describe('originOf', () => {
  it('takes the next place in the epoch for each event', () => {
    const context = contextFor('{"a":1}', { schemaFault: 'a is odd' })
    const fallen = { authorize: { ...accepted, fallback: 'accept' }, boot: { ...booted, fallback: 'pending' } }
    const [first, second] = [originOf('X', { a: 1 }, context), originOf('X', { a: 1 }, context, fallen)]
    assert.deepEqual([first.sequence, first.fallback, first.schemaFault], [1, '', 'a is odd'])
    assert.deepEqual([second.sequence, second.fallback, second.rawPayload], [2, 'accept,pending', '{"a":1}'])
  })
})

describe('natural keys', () => {
  it('of state differ with every event', () => {
    const context = contextFor('{}')
    const keys = [1, 2].map(() => momentKey(originOf('X', {}, context)))
    assert.deepEqual(keys, ['1700000000000/1', '1700000000000/2'])
  })

  it('of facts differ with their content only', () => {
    assert.equal(contentKey(contextFor('{"a":1}')), contentKey(contextFor('{"a":1}', { epoch: 5 })))
    assert.notEqual(contentKey(contextFor('{"a":1}')), contentKey(contextFor('{"a":2}')))
  })
})

describe('decisions', () => {
  it('have to be of the kind that was asked for', () => {
    assert.equal(decisionOf({ boot: booted }, 'boot'), booted)
    assert.equal(decisionOf({ authorize: accepted }, 'authorize'), accepted)
    assert.throws(() => decisionOf({ authorize: accepted }, 'boot'), { code: 'internal' })
    assert.throws(() => decisionOf({}, 'authorize'), { code: 'internal' })
  })
})
