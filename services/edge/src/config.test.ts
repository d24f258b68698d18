import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig } from '@chargeplane/config'
import { shape } from './config.ts'

const needed = {
  KAFKA_BROKERS: '127.0.0.1:9092',
  REDIS_URL: 'redis://127.0.0.1',
  GRPC_PORT: '9100',
  OPS_PORT: '9200',
  CHARGEPLANE_STATIONS_ADDRESS: '127.0.0.1:9110',
  CHARGEPLANE_AUTHORIZATION_ADDRESS: '127.0.0.1:9120',
  CHARGEPLANE_BILLING_ADDRESS: '127.0.0.1:9150',
  CHARGEPLANE_SMART_CHARGING_ADDRESS: '127.0.0.1:9140',
  CHARGEPLANE_TOKEN_HASH_KEY: 'k'.repeat(32),
  CHARGEPLANE_PASSWORD_PEPPER: 'p'.repeat(16),
}

describe('settings of the edge', () => {
  it('need no more than the addresses and secrets', () => {
    const config = loadConfig('edge', shape, needed)
    assert.equal(config.EDGE_PORT, 9000)
    assert.equal(config.EDGE_MAX_CONNECTIONS, 19_000)
    assert.deepEqual([config.EDGE_BOOT_FALLBACK, config.EDGE_AUTHORIZE_FALLBACK], ['accepted', 'accept'])
    assert.deepEqual(config.EDGE_LENIENT_BEFORE_BOOT, ['Heartbeat', 'StatusNotification', 'DataTransfer'])
  })

  it('find a dribbling newcomer within 30 s and a dead peer within two ping periods, and restore 19,000 routes within 30 s', () => {
    const config = loadConfig('edge', shape, needed)
    // A new station is pinged after 15 s (liveness.ts), any other one after the interval: promises 49 and 27.
    assert.ok(15_000 + config.EDGE_PONG_DEADLINE_MS + 1000 <= 30_000)
    assert.ok(config.EDGE_PONG_DEADLINE_MS <= config.EDGE_PING_INTERVAL_MS + 4000)
    assert.ok(config.EDGE_MAX_CONNECTIONS / config.EDGE_RESTORE_RATE + config.EDGE_LEASE_RENEW_MS / 1000 <= 30)
    assert.ok(config.EDGE_LEASE_RENEW_MS * 2 < config.EDGE_LEASE_TTL_MS)
  })

  it('name every fault at once', () => {
    const faulty = { ...needed, EDGE_BOOT_FALLBACK: 'maybe', EDGE_PORT: '70000', EDGE_TYPO: '1' }
    assert.throws(
      () => loadConfig('edge', shape, faulty),
      error => ['EDGE_BOOT_FALLBACK', 'EDGE_PORT', 'EDGE_TYPO'].every(name => String(error).includes(name)),
    )
  })

  it('are all described', () => {
    for (const [name, type] of Object.entries(shape)) assert.ok((type.description ?? '').length > 20, name)
  })
})
