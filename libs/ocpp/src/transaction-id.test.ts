import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deriveTransactionId, isDerivedId } from './transaction-id.ts'

const at = '2025-12-01T09:59:00Z'

describe('deriveTransactionId', () => {
  it('is the same on every edge, today and after an upgrade', () => {
    // SHA-256 of ["acme","CP-1",1,"2025-12-01T09:59:00Z",100,"AA"], worked out elsewhere.
    assert.equal(deriveTransactionId('acme', 'CP-1', 1, at, 100, 'AA'), 1815417235)
  })

  it('is another for each part that differs', () => {
    const ids = new Set([
      deriveTransactionId('acme', 'CP-1', 1, at, 100, 'AA'),
      deriveTransactionId('acm', 'eCP-1', 1, at, 100, 'AA'),
      deriveTransactionId('acme', 'CP-2', 1, at, 100, 'AA'),
      deriveTransactionId('acme', 'CP-1', 2, at, 100, 'AA'),
      deriveTransactionId('acme', 'CP-1', 1, '2025-12-01T09:59:01Z', 100, 'AA'),
      deriveTransactionId('acme', 'CP-1', 1, at, 101, 'AA'),
      deriveTransactionId('acme', 'CP-1', 1, at, undefined, 'AA'),
      deriveTransactionId('acme', 'CP-1', 1, at, 100, 'AB'),
    ])
    assert.equal(ids.size, 8)
  })

  it('is always one that OCPP 1.6 can carry', () => {
    for (let meterStart = 0; meterStart < 20_000; meterStart++) {
      const id = deriveTransactionId('acme', 'CP-1', 1, at, meterStart, 'AA')
      assert.ok(isDerivedId(id), String(id))
    }
  })
})

describe('isDerivedId', () => {
  it('refuses what stations make up', () => {
    for (const id of [0, -1, 2 ** 31, 2 ** 63, 1.5, Number.NaN]) assert.equal(isDerivedId(id), false, String(id))
    assert.equal(isDerivedId(1), true)
    assert.equal(isDerivedId(2 ** 31 - 1), true)
  })
})
