// Lines are read from the stdout of a process of its own, as a log collector reads them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'

const modules = {
  log: new URL('logger.ts', import.meta.url).href,
  start: new URL('start.ts', import.meta.url).href,
  tracing: new URL('tracing.ts', import.meta.url).href,
  drops: new URL('drops.ts', import.meta.url).href,
  failure: import.meta.resolve('@chargeplane/failure'),
}

type Line = Record<string, unknown> & { attributes?: Record<string, unknown> }

/** Runs TypeScript in a fresh process and gives back the lines it logged. */
function run(code: string): Line[] {
  const head = `
    import { configureLogs, logger } from '${modules.log}'
    import { startTelemetry } from '${modules.start}'
    import { withSpan } from '${modules.tracing}'
    import { trackDrops } from '${modules.drops}'
    import { fail } from '${modules.failure}'
    const log = logger('test')
  `
  const args = ['--conditions=@chargeplane/source', '--input-type=module-typescript', '-e', head + code]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

describe('logger', () => {
  it('writes one JSON line per event with time, level, service, logger, message and attributes', () => {
    const [line, ...more] = run(`configureLogs({ service: 'edge' }); log.info('listening', { what: 'ws', port: 9000 })`)
    assert.deepEqual(more, [])
    assert.ok(line)
    const { time, ...rest } = line
    assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(rest, {
      level: 'info',
      service: 'edge',
      logger: 'test',
      message: 'listening',
      attributes: { what: 'ws', port: 9000 },
    })
  })

  it('keeps a message with line breaks on one line', () => {
    const lines = run(`log.warn('two\\nlines')`)
    assert.equal(lines.length, 1)
    assert.equal(lines[0]?.message, 'two\nlines')
  })

  it('writes nothing below its level, and everything from it on', () => {
    const code = `log.debug('d'); log.info('i'); log.warn('w'); log.error('e')`
    const levels = (level: string) => run(`configureLogs({ level: '${level}' }); ${code}`).map(line => line.level)
    assert.deepEqual(levels('debug'), ['debug', 'info', 'warn', 'error'])
    assert.deepEqual(levels('warn'), ['warn', 'error'])
    assert.deepEqual(levels('error'), ['error'])
  })

  it('carries the ids of the active span', () => {
    const config = '{ OTEL_TRACES_SAMPLER_ARG: 0, OTEL_METRIC_EXPORT_INTERVAL: 1000 }'
    const [inside, outside] = run(`
      startTelemetry({ service: 'edge', version: '1', config: ${config} })
      await withSpan('ocpp Heartbeat', {}, async span => log.info('inside', { id: span.spanContext().traceId }))
      log.info('outside')
    `)
    assert.match(String(inside?.trace_id), /^[0-9a-f]{32}$/)
    assert.match(String(inside?.span_id), /^[0-9a-f]{16}$/)
    assert.equal(inside?.attributes?.id, inside?.trace_id)
    assert.ok(outside && !('trace_id' in outside))
  })

  it('shows an error with its stack, code, field and causes', () => {
    const [line] = run(`
      const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' })
      log.error('failed', { error: fail('unavailable', 'Kafka is away', { field: 'KAFKA_BROKERS', cause }) })
    `)
    const error = line?.attributes?.error as Record<string, unknown>
    assert.equal(error.name, 'Failure')
    assert.equal(error.message, 'Kafka is away')
    assert.equal(error.code, 'unavailable')
    assert.equal(error.field, 'KAFKA_BROKERS')
    assert.match(String(error.stack), /Kafka is away/)
    const cause = error.cause as Record<string, unknown>
    assert.deepEqual([cause.message, cause.code], ['connect refused', 'ECONNREFUSED'])
  })

  it('redacts by key at any depth', () => {
    const [line] = run(
      `log.info('call', { idTag: 'ABC', nested: { payload: [{ id_token: 'ABC' }] }, station: 'CP-1' })`,
    )
    assert.deepEqual(line?.attributes, {
      idTag: '[redacted]',
      nested: { payload: [{ id_token: '[redacted]' }] },
      station: 'CP-1',
    })
  })

  it('says at most once a minute that telemetry is lost, with how much since the last time', () => {
    const lines = run(`
      let now = 1000
      const drops = trackDrops(() => now)
      drops.drop('traces', 'export_failed', 5, new Error('refused'))
      for (let second = 0; second < 59; second++) { now += 1000; drops.drop('traces', 'queue_full', 1) }
      now += 1000
      drops.drop('metrics', 'export_failed', 1)
      drops.drop('metrics', 'export_failed', 0)
      log.info(String(drops.total))
    `)
    assert.deepEqual(
      lines.map(({ level, message, attributes }) => [level, message, attributes?.dropped]),
      [
        ['warn', 'telemetry dropped', 5],
        ['warn', 'telemetry dropped', 60],
        ['info', '65', undefined],
      ],
    )
  })
})
