import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dataTransferred, transferStatus } from './data-transfer.ts'
import { contextFor } from './testing.ts'

const context = contextFor('{}')

describe('transferStatus', () => {
  it('is Accepted for registered vendors only, letter by letter', () => {
    assert.equal(transferStatus({ vendorId: 'com.example' }, context), 'Accepted')
    assert.equal(transferStatus({ vendorId: 'COM.example' }, context), 'UnknownVendorId')
    assert.equal(
      transferStatus({ vendorId: 'com.example' }, contextFor('{}', { vendors: new Set() })),
      'UnknownVendorId',
    )
  })
})

describe('dataTransferred', () => {
  it('tells null data from none', () => {
    const dataOf = (data: unknown): unknown => {
      const event = dataTransferred({ vendorId: 'com.example', data }, context)
      return event.type === 'chargeplane.ocpp.v1.DataTransferred' && event.data.data
    }
    assert.equal(dataOf(null), 'null')
    assert.equal(dataOf(undefined), '')
    assert.equal(dataOf([1, 'a']), '[1,"a"]')
  })
})
