import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { shared, sharedProfile } from './shared.ts'

describe('what stations have in common', () => {
  it('is one object for all of the same vendor, model and firmware, without what else was given', () => {
    const question = { kind: 'boot', vendor: 'V', model: 'M', firmwareVersion: '1', serialNumber: 'SN-1' }
    const first = sharedProfile(question)
    assert.deepEqual(first, { vendor: 'V', model: 'M', firmwareVersion: '1' })
    assert.equal(sharedProfile({ ...question, serialNumber: 'SN-2' } as typeof question), first)
    assert.notEqual(sharedProfile({ ...question, firmwareVersion: '2' }), first)
    assert.notEqual(sharedProfile({ vendor: 'VM', model: '', firmwareVersion: '1' }), first)
  })

  it('stays right when there is more than is held', () => {
    const before = sharedProfile({ vendor: 'A', model: 'B', firmwareVersion: 'C' })
    for (let i = 0; i < 20_001; i++) assert.equal(shared(`text ${i}`), `text ${i}`)
    assert.deepEqual(sharedProfile({ vendor: 'A', model: 'B', firmwareVersion: 'C' }), before)
  })
})
