import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { catalogue, type FailureCode, fail, isFailureCode } from '@chargeplane/failure'
import { problem, problemOf, problemRow, retryAfterS, transportProblem } from './problem.ts'

describe('problem documents', () => {
  it('have the status of the catalogue for every code there is', () => {
    for (const code of Object.keys(catalogue).filter(isFailureCode)) {
      const document = problemOf(fail(code, 'because'), 'a'.repeat(32))
      assert.ok(problem.safeParse(document).success, code)
      assert.equal(document.status, catalogue[code].http)
      assert.equal(document.title, catalogue[code].title)
      assert.equal(document.type, `urn:chargeplane:problem:${code}`)
      assert.equal(document.traceId, 'a'.repeat(32))
    }
  })

  it('have statuses of their own for what only HTTP knows', () => {
    assert.equal(problemRow('payload_too_large').http, 413)
    assert.equal(transportProblem('method_not_allowed', 'no').status, 405)
    assert.equal(transportProblem('unsupported_media_type', 'no').title, 'Unsupported media type')
  })

  it('say nothing of what went wrong inside', () => {
    for (const code of ['internal', 'data_loss'] satisfies FailureCode[]) {
      const document = problemOf(fail(code, 'password=hunter2', { cause: new Error('at /srv/x.ts') }))
      assert.ok(!JSON.stringify(document).includes('hunter2'))
      assert.ok(!JSON.stringify(document).includes('/srv'))
    }
  })

  it('carry the members that are documented, and no others', () => {
    const details = { outcome: 'timeout', commandId: 'c1', action: 'Reset', secret: 'hunter2' }
    const document = problemOf(fail('deadline_exceeded', 'no answer', { details }))
    assert.partialDeepStrictEqual(document, { outcome: 'timeout', commandId: 'c1', action: 'Reset' })
    assert.ok(!('secret' in document))
    const odd = problemOf(fail('deadline_exceeded', 'no answer', { details: { outcome: 'who knows' } }))
    assert.equal(odd.outcome, undefined)
  })

  it('say when to come back where that helps', () => {
    assert.equal(retryAfterS(fail('resource_exhausted', 'slow', { details: { retryAfterS: 2.1 } })), 3)
    assert.equal(retryAfterS(fail('resource_exhausted', 'slow', { details: { retryAfterS: 0.01 } })), 1)
    assert.equal(retryAfterS(fail('unavailable', 'away')), 1)
    assert.equal(retryAfterS(fail('not_found', 'gone')), undefined)
  })
})
