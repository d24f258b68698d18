import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig } from '@chargeplane/config'
import { Failure } from '@chargeplane/failure'
import { shape } from './config.ts'

const least = {
  OPS_PORT: '0',
  KAFKA_BROKERS: '127.0.0.1:9092',
  CHARGEPLANE_STATIONS_ADDRESS: '127.0.0.1:9110',
  CHARGEPLANE_AUTHORIZATION_ADDRESS: '127.0.0.1:9120',
  CHARGEPLANE_TRANSACTIONS_ADDRESS: '127.0.0.1:9130',
  CHARGEPLANE_SMART_CHARGING_ADDRESS: '127.0.0.1:9140',
  CHARGEPLANE_BILLING_ADDRESS: '127.0.0.1:9150',
}

describe('configuration of the gateway', () => {
  it('needs Kafka and its peers, and has defaults for the rest', () => {
    const config = loadConfig('gateway', shape, least)
    assert.equal(config.GATEWAY_PORT, 8080)
    assert.equal(config.GATEWAY_BODY_LIMIT_BYTES, 256 * 1024)
    assert.equal(config.GATEWAY_API_KEY_CACHE_MS, 30_000)
    assert.deepEqual(config.GATEWAY_TRUSTED_PROXIES, [])
  })

  it('names everything that is wrong at once', () => {
    const env = { ...least, GATEWAY_PORT: 'eighty', GATEWAY_STREAM: '5', CHARGEPLANE_BILLING_ADDRESS: '' }
    assert.throws(
      () => loadConfig('gateway', shape, env),
      (error: unknown) =>
        error instanceof Failure &&
        /GATEWAY_PORT/.test(error.message) &&
        /GATEWAY_STREAM .*did you mean GATEWAY_STREAMS/.test(error.message) &&
        /CHARGEPLANE_BILLING_ADDRESS is missing/.test(error.message),
    )
  })
})
