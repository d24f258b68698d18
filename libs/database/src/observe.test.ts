import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { startTelemetry, type Telemetry, withSpan } from '@chargeplane/telemetry'
import { type OtlpReceiver, startOtlpReceiver } from '@chargeplane/telemetry/testing'
import { observed, observedWait, summarise } from './observe.ts'

describe('summarise', () => {
  for (const [sql, operation, span] of [
    ['SELECT * FROM stations WHERE id = $1', 'SELECT', 'SELECT stations'],
    ['\n  insert into outbox (a) VALUES ($1)', 'INSERT', 'INSERT outbox'],
    ['UPDATE stations SET a = 1', 'UPDATE', 'UPDATE stations'],
    ['-- why\nDELETE FROM stations', 'DELETE', 'DELETE stations'],
    ['WITH x AS (SELECT 1 FROM sites) UPDATE y SET a = 1', 'SELECT', 'SELECT sites'],
    ['SELECT 1', 'SELECT', undefined],
    ['BEGIN', 'BEGIN', undefined],
    ['', 'UNKNOWN', undefined],
  ] as const) {
    it(`makes ${span ?? operation} of: ${sql.trim()}`, () => {
      assert.deepEqual(summarise(sql), { operation, span })
    })
  }
})

describe('observed', () => {
  let collector: OtlpReceiver
  let telemetry: Telemetry

  before(async () => {
    collector = await startOtlpReceiver()
    telemetry = startTelemetry({
      service: 'observe-test',
      version: '0',
      config: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_TRACES_SAMPLER_ARG: 1,
        OTEL_METRIC_EXPORT_INTERVAL: 60_000,
      },
    })
    await withSpan('process test', {}, async () => {
      await observed('billing', `SELECT 'canary' FROM stations`, async () => 1)
      await observed('billing', 'COMMIT', async () => 1)
      await observedWait('billing', async () => 1)
      const failing = observed('billing', 'DELETE FROM stations', async () => {
        throw fail('unavailable', 'away')
      })
      await assert.rejects(failing)
    })
    await telemetry.shutdown()
  })
  after(() => collector.close())

  it('tells the trace the summary of a statement and nothing else of it', () => {
    const span = collector.spans.find(({ name }) => name === 'SELECT stations')
    assert.equal(span?.kind, 3)
    assert.deepEqual(span?.attributes, {
      'db.system.name': 'postgresql',
      'db.namespace': 'billing',
      'db.operation.name': 'SELECT',
      'db.query.summary': 'SELECT stations',
    })
    assert.doesNotMatch(JSON.stringify(collector.spans), /canary/)
    assert.deepEqual(collector.spans.map(({ name }) => name).sort(), [
      'DELETE stations',
      'SELECT stations',
      'process test',
    ])
  })

  it('measures every statement, with the code of its failure', () => {
    const points = collector.metric('db.client.operation.duration')?.points ?? []
    const seen = points.map(({ attributes, count }) => [
      attributes['db.operation.name'],
      attributes['error.type'],
      count,
    ])
    assert.deepEqual(seen.sort(), [
      ['COMMIT', undefined, 1],
      ['DELETE', 'unavailable', 1],
      ['SELECT', undefined, 1],
    ])
  })

  it('measures the wait for a connection', () => {
    assert.equal(collector.metric('db.client.connection.wait_time')?.points[0]?.count, 1)
  })
})
