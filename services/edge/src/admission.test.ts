import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createAdmission, retryAfter } from './admission.ts'

describe('createAdmission', () => {
  it('lets a burst of one second through, then the rate', () => {
    const admission = createAdmission({ maxConnections: 1000, acceptRate: 10, pressure: { share: 1 } })
    const enter = (nowMs: number) => Array.from({ length: 50 }, () => admission.tryEnter(nowMs)).filter(Boolean).length
    assert.equal(enter(1000), 10)
    assert.equal(enter(1500), 5)
    assert.equal(enter(60_000), 10)
  })

  it('refuses at the limit of connections, and lets in again when one has closed', () => {
    const admission = createAdmission({ maxConnections: 1, acceptRate: 100, pressure: { share: 1 } })
    admission.opened()
    assert.equal(admission.tryEnter(1), false)
    admission.closed()
    assert.equal(admission.tryEnter(1), true)
    assert.equal(admission.connections, 0)
  })

  it('refuses everybody once it was stopped', () => {
    const admission = createAdmission({ maxConnections: 10, acceptRate: 100, pressure: { share: 1 } })
    admission.stop()
    assert.equal(admission.tryEnter(1), false)
  })
})

describe('retryAfter', () => {
  it('spreads the refused over half a minute', () => {
    const seconds = Array.from({ length: 500 }, () => Number(retryAfter()))
    assert.ok(seconds.every(s => s >= 5 && s < 30))
    assert.ok(new Set(seconds).size > 10)
  })
})
