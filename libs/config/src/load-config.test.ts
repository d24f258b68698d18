import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { z } from 'zod'
import { loadConfig } from './load-config.ts'
import { settingTypes as t } from './setting-types.ts'
import { kafkaSettings, peers, processSettings, secretSettings, telemetrySettings } from './shared-settings.ts'

const shape = {
  ...processSettings,
  OPS_PORT: processSettings.OPS_PORT.default(9210),
  ...kafkaSettings,
  EDGE_PORT: t.port().default(9000).describe('Port of the WebSocket listener'),
  EDGE_BOOT_FALLBACK: t.oneOf('accepted', 'pending').default('accepted').describe('Answer without stations'),
}

const enough = { KAFKA_BROKERS: '127.0.0.1:9092' }

function refusal(run: () => unknown): Failure {
  try {
    run()
  } catch (error) {
    assert.ok(error instanceof Failure, String(error))
    return error
  }
  throw new assert.AssertionError({ message: 'the configuration was accepted' })
}

function faultsOf(run: () => unknown): unknown {
  return refusal(run).details?.faults
}

describe('loadConfig', () => {
  it('gives typed values and defaults', () => {
    const config = loadConfig('edge', shape, { ...enough, EDGE_PORT: '9001', LOG_LEVEL: 'debug', HOME: '/root' })
    const port: number = config.EDGE_PORT
    const brokers: string[] = config.KAFKA_BROKERS
    assert.equal(port, 9001)
    assert.deepEqual(brokers, ['127.0.0.1:9092'])
    assert.equal(config.OPS_PORT, 9210)
    assert.equal(config.SHUTDOWN_GRACE_MS, 25_000)
    assert.equal(config.CHARGEPLANE_TOPIC_PREFIX, '')
    assert.ok(!('HOME' in config))
  })

  it('takes an empty variable for an unset one', () => {
    const config = loadConfig('edge', shape, { ...enough, EDGE_PORT: '' })
    assert.equal(config.EDGE_PORT, 9000)
    assert.deepEqual(
      faultsOf(() => loadConfig('edge', shape, { KAFKA_BROKERS: '' })),
      [
        {
          variable: 'KAFKA_BROKERS',
          problem: 'is missing: expected host:port, separated by commas (Kafka bootstrap brokers)',
        },
      ],
    )
  })

  it('refuses with every fault at once: missing, malformed and unknown', () => {
    const failure = refusal(() =>
      loadConfig('edge', shape, { EDGE_PORT: '70000', LOG_LEVEL: 'loud', EDGE_PROT: '1', CHARGEPLANE_DEBUG: '1' }),
    )
    assert.equal(failure.code, 'invalid_argument')
    assert.match(failure.message, /^5 faults in the configuration of edge:\n/)
    for (const line of [
      '  KAFKA_BROKERS is missing: expected host:port, separated by commas',
      '  EDGE_PORT is malformed: expected a port number from 0 to 65535',
      '  LOG_LEVEL is malformed: expected one of debug, info, warn, error',
      '  EDGE_PROT is not a setting of edge: did you mean EDGE_PORT?',
      '  CHARGEPLANE_DEBUG is not a setting of edge',
    ]) {
      assert.ok(failure.message.includes(line), `${line}\n--- in ---\n${failure.message}`)
    }
  })

  it('names the variable of a single fault as the field', () => {
    const failure = refusal(() => loadConfig('edge', shape, { ...enough, EDGE_PORT: 'x' }))
    assert.equal(failure.field, 'EDGE_PORT')
    assert.match(failure.message, /^1 fault in/)
  })

  it('knows shared settings that this service does not use, and prefixes of others are not its business', () => {
    const others = {
      ...enough,
      CHARGEPLANE_STATIONS_ADDRESS: 'stations:9110',
      CHARGEPLANE_TOKEN_HASH_KEY: 'short',
      BILLING_CURRENCY: 'EUR',
    }
    assert.doesNotThrow(() => loadConfig('edge', shape, others))
  })

  it('turns dashes of the service name into underscores of its prefix', () => {
    const own = { SMART_CHARGING_TICK_MS: t.durationMs().default(1000).describe('Milliseconds between two plans') }
    assert.deepEqual(
      faultsOf(() => loadConfig('smart-charging', own, { SMART_CHARGING_TOCK_MS: '1', SMART_STREET: '1' })),
      [
        {
          variable: 'SMART_CHARGING_TOCK_MS',
          problem: 'is not a setting of smart-charging: did you mean SMART_CHARGING_TICK_MS?',
        },
      ],
    )
  })

  it('never prints a value, whatever checked it', () => {
    const value = 'hunter2'
    const quoting = z
      .string()
      .refine(() => false, { error: issue => `${String(issue.input)} is weak` })
      .meta({ description: 'Quotes what it gets', secret: true })
    const all = { ...secretSettings, ...peers, EDGE_QUOTING: quoting, EDGE_RATIO: t.ratio().describe('Some ratio') }
    const env = Object.fromEntries(Object.keys(all).map(name => [name, value]))
    const failure = refusal(() => loadConfig('edge', all, env))
    assert.ok(!failure.message.includes(value), failure.message)
    assert.ok(!JSON.stringify(failure.details).includes(value))
    assert.ok(failure.message.includes('EDGE_QUOTING is malformed'))
  })

  it('reads the telemetry settings', () => {
    const config = loadConfig('edge', telemetrySettings, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
    })
    assert.equal(config.OTEL_EXPORTER_OTLP_ENDPOINT, 'http://collector:4318')
    assert.equal(config.OTEL_TRACES_SAMPLER_ARG, 0.5)
    assert.equal(config.OTEL_METRIC_EXPORT_INTERVAL, 15_000)
    assert.equal(loadConfig('edge', telemetrySettings, {}).OTEL_TRACES_SAMPLER_ARG, 0.05)
  })
})
