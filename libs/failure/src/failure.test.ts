import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { catalogue, type FailureCode } from './catalogue.ts'
import { Failure, fail } from './failure.ts'

describe('fail', () => {
  it('builds an Error with code, message, field and details, and throws nothing itself', () => {
    const failure = fail('not_found', 'no station CP-1', { field: 'station', details: { tenant: 'default' } })
    assert.ok(failure instanceof Error)
    assert.ok(failure instanceof Failure)
    assert.equal(failure.name, 'Failure')
    assert.equal(failure.code, 'not_found')
    assert.equal(failure.message, 'no station CP-1')
    assert.equal(failure.field, 'station')
    assert.deepEqual(failure.details, { tenant: 'default' })
    assert.match(failure.stack ?? '', /failure\.test\.ts/)
  })

  it('keeps the cause', () => {
    const cause = new Error('duplicate key')
    assert.equal(fail('already_exists', 'exists', { cause }).cause, cause)
  })

  it('has no field, details or cause when none is given', () => {
    const failure = fail('internal', 'internal error')
    assert.deepEqual([failure.field, failure.details, failure.cause], [undefined, undefined, undefined])
  })

  it('is retryable as its catalogue row says', () => {
    for (const code of Object.keys(catalogue) as FailureCode[]) {
      assert.equal(fail(code, 'x').retryable, catalogue[code].retryable, code)
    }
  })
})
