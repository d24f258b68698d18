import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { catalogue, fail, isFailureCode } from '@chargeplane/failure'
import { errorCode, errorDescription, normaliseErrorCode } from './rpc-errors.ts'

// OCPP-J 1.6 Table 7 and OCPP-J 2.0.1 / 2.1 Table 4.3, as printed.
const codes16 = new Set([
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormationViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
])
const codes2 = new Set([
  'FormatViolation',
  'GenericError',
  'InternalError',
  'MessageTypeNotSupported',
  'NotImplemented',
  'NotSupported',
  'OccurrenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'RpcFrameworkError',
  'SecurityError',
  'TypeConstraintViolation',
])

describe('errorCode', () => {
  it('has for every failure a code that the version knows', () => {
    const failures = Object.keys(catalogue).filter(isFailureCode)
    assert.ok(failures.length > 20)
    for (const code of failures) {
      assert.ok(codes16.has(errorCode('1.6', fail(code, 'x'))), `1.6 ${code}`)
      assert.ok(codes2.has(errorCode('2.0.1', fail(code, 'x'))), `2.0.1 ${code}`)
      assert.ok(codes2.has(errorCode('2.1', fail(code, 'x'))), `2.1 ${code}`)
    }
  })
})

describe('normaliseErrorCode', () => {
  it("turns 1.6's two misprints into 2.x words and keeps all else", () => {
    assert.equal(normaliseErrorCode('FormationViolation'), 'FormatViolation')
    assert.equal(normaliseErrorCode('OccurenceConstraintViolation'), 'OccurrenceConstraintViolation')
    assert.equal(normaliseErrorCode('VendorError'), 'VendorError')
  })
})

describe('errorDescription', () => {
  it('is cut to 255 characters without leaving half a character', () => {
    assert.equal(errorDescription(fail('format_violation', 'x'.repeat(300))).length, 255)
    const cut = errorDescription(fail('format_violation', `${'x'.repeat(254)}😀`))
    assert.equal(cut.isWellFormed(), true)
  })

  it('says nothing about what failed inside', () => {
    const text = errorDescription(fail('internal', 'connect ECONNREFUSED 10.0.0.7:5432'))
    assert.equal(text, 'Internal error')
  })
})
