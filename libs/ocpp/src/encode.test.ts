import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { encodeCall, encodeError, encodeResult } from './encode.ts'

describe('encodeCall', () => {
  it('puts the payload text in as it is', () => {
    assert.equal(encodeCall('a"b', 'Reset', '{ "type": "Soft" }'), '[2,"a\\"b","Reset",{ "type": "Soft" }]')
  })
})

describe('encodeResult', () => {
  it('writes no field that is undefined', () => {
    assert.equal(encodeResult('1', { status: 'Accepted', info: undefined }), '[3,"1",{"status":"Accepted"}]')
  })
})

describe('encodeError', () => {
  it('writes the code in the spelling of the version, and empty details', () => {
    const failure = fail('occurrence_constraint_violation', 'idTag is missing', {
      field: 'idTag',
      details: { secret: 1 },
    })
    assert.equal(encodeError('1.6', '1', failure), '[4,"1","OccurenceConstraintViolation","idTag is missing",{}]')
    assert.equal(encodeError('2.0.1', '1', failure), '[4,"1","OccurrenceConstraintViolation","idTag is missing",{}]')
  })
})
