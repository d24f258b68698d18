import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { statusInfo } from './status-info.ts'

describe('statusInfo', () => {
  it('is left out without a reason, and never longer than 2.0.1 takes', () => {
    assert.deepEqual(statusInfo({ reasonCode: '', reason: 'nobody asked' }), {})
    assert.deepEqual(statusInfo({ reasonCode: 'NoCA', reason: '' }), { statusInfo: { reasonCode: 'NoCA' } })
    const { statusInfo: info } = statusInfo({ reasonCode: 'R'.repeat(30), reason: 'i'.repeat(600) })
    assert.deepEqual([info?.reasonCode.length, info?.additionalInfo?.length], [20, 512])
  })
})
