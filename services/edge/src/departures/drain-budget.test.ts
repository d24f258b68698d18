import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig } from '@chargeplane/config'
import { shape } from '../config.ts'
import { drainBudgetMs, warnOfShortGrace } from './drain-budget.ts'

const configured = (more: Record<string, string> = {}) =>
  loadConfig('edge', shape, {
    KAFKA_BROKERS: '127.0.0.1:9092',
    REDIS_URL: 'redis://127.0.0.1',
    GRPC_PORT: '0',
    OPS_PORT: '0',
    CHARGEPLANE_TOKEN_HASH_KEY: 'a key that is long enough for tests',
    CHARGEPLANE_PASSWORD_PEPPER: 'a pepper for the tests',
    CHARGEPLANE_STATIONS_ADDRESS: '127.0.0.1:1',
    CHARGEPLANE_AUTHORIZATION_ADDRESS: '127.0.0.1:1',
    CHARGEPLANE_BILLING_ADDRESS: '127.0.0.1:1',
    CHARGEPLANE_SMART_CHARGING_ADDRESS: '127.0.0.1:1',
    ...more,
  })

/** Milliseconds that it says are needed; 0 when it says nothing. */
function needed(more: Record<string, string> = {}): unknown {
  let neededMs: unknown = 0
  const warn = (_: string, attributes?: Record<string, unknown>) => {
    neededMs = attributes?.neededMs
  }
  warnOfShortGrace(configured(more), { warn })
  return neededMs
}

describe('the time to drain', () => {
  it('is enough by default for a full edge behind a load balancer', () => {
    assert.equal(needed({ EDGE_PRE_DRAIN_MS: '10000' }), 0)
  })

  it('is said to be too short at the start, and how long it has to be', () => {
    // 19,000 stations at 2 % a second take 50 s.
    assert.equal(needed({ SHUTDOWN_GRACE_MS: '30000' }), 50_000 + 3_000 + 13_500)
    assert.equal(needed({ EDGE_DRAIN_PERCENT: '1' }), 100_000 + 3_000 + 13_500)
    // Fifty a second.
    assert.equal(needed({ EDGE_DRAIN_PERCENT: '1', EDGE_MAX_CONNECTIONS: '1000' }), 0)
  })

  it('leaves time for what follows, also of little', () => {
    assert.equal(drainBudgetMs(configured({ SHUTDOWN_GRACE_MS: '60000', EDGE_PRE_DRAIN_MS: '10000' })), 36_500)
    assert.equal(drainBudgetMs(configured({ SHUTDOWN_GRACE_MS: '4000' })), 2_000)
    assert.equal(drainBudgetMs(configured({ SHUTDOWN_GRACE_MS: '4000', EDGE_PRE_DRAIN_MS: '5000' })), 0)
  })
})
