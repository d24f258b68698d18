// Every test runs a real process and sends it real signals.
import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createTestDatabase } from '@chargeplane/database'
import { startOtlpReceiver } from '@chargeplane/telemetry/testing'
import { type FixtureProcess, startFixture } from './fixture-process.ts'

async function opsUrl(fixture: FixtureProcess): Promise<string> {
  const { attributes } = await fixture.line('listening')
  assert.equal(attributes?.what, 'ops')
  return `http://127.0.0.1:${attributes?.port}`
}

describe('runService', () => {
  it('starts, says so, and is ready', async t => {
    const fixture = startFixture(t)
    const url = await opsUrl(fixture)
    await fixture.line('started')
    const answer = await fetch(`${url}/readyz`)
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), { ready: true, phase: 'ready', probes: {} })
    const figures = (await (await fetch(`${url}/metricz`)).json()) as Record<string, unknown>
    assert.equal(figures.service, 'fixture')
    for (const key of ['uptimeS', 'eventLoopDelayP99S', 'eventLoopUtilization', 'residentBytes', 'telemetryDropped']) {
      assert.equal(typeof figures[key], 'number', key)
    }
  })

  it('is alive and not ready while it starts', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'hang-start' })
    const url = await opsUrl(fixture)
    await fixture.line('hanging in start')
    assert.equal((await fetch(`${url}/livez`)).status, 200)
    const answer = await fetch(`${url}/readyz`)
    assert.equal(answer.status, 503)
    assert.deepEqual(await answer.json(), { ready: false, phase: 'starting', probes: {} })
  })

  it('lists every probe with its state, and is not ready while one fails', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'probes' })
    const url = await opsUrl(fixture)
    await fixture.line('started')
    const answer = await fetch(`${url}/readyz`)
    assert.equal(answer.status, 503)
    assert.deepEqual(await answer.json(), {
      ready: false,
      phase: 'ready',
      probes: { fine: 'ok', broken: 'failing', throwing: 'Kafka is away', slow: 'timeout' },
    })
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops in reverse on ${signal} and exits 0`, async t => {
      const fixture = startFixture(t)
      await fixture.line('started')
      fixture.kill(signal)
      assert.equal(await fixture.exit, 0)
      assert.deepEqual(fixture.messages().slice(-4), ['stopping', 'last stopped', 'first stopped', 'stopped'])
      assert.ok(fixture.lines.every(line => line.level === 'info'))
      assert.equal(fixture.stderr(), '')
    })
  }

  it('stops what has started when the signal comes in the middle of the start', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'hang-start' })
    await fixture.line('hanging in start')
    fixture.kill('SIGTERM')
    assert.equal(await fixture.exit, 0)
    assert.deepEqual(fixture.messages().slice(-3), ['last stopped', 'first stopped', 'stopped'])
  })

  it('goes past a step that hangs, within the grace period', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'hang-stop', SHUTDOWN_GRACE_MS: '2000' })
    await fixture.line('started')
    const began = performance.now()
    fixture.kill('SIGTERM')
    assert.equal(await fixture.exit, 0)
    assert.ok(performance.now() - began < 2000)
    assert.ok(fixture.messages().includes('first stopped'))
    const late = fixture.lines.find(line => line.message === 'stop took too long, going on')
    assert.equal(late?.level, 'warn')
    assert.equal(late?.attributes?.step, 'hanging')
  })

  it('goes past a step that throws, and exits 1', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'throw-stop' })
    await fixture.line('started')
    fixture.kill('SIGTERM')
    assert.equal(await fixture.exit, 1)
    assert.ok(fixture.messages().includes('first stopped'))
    const failed = fixture.lines.find(line => line.message === 'stop failed')
    assert.equal(failed?.level, 'error')
    assert.equal(failed?.attributes?.step, 'throwing')
  })

  it('exits at once on a second signal', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'hang-stop' })
    await fixture.line('started')
    fixture.kill('SIGTERM')
    await fixture.line('stopping')
    const began = performance.now()
    fixture.kill('SIGTERM')
    assert.equal(await fixture.exit, 1)
    assert.ok(performance.now() - began < 1000)
  })

  it('stops and exits 1 when the start fails', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'fail-start' })
    assert.equal(await fixture.exit, 1)
    assert.ok(fixture.messages().includes('first stopped'))
    const failed = fixture.lines.find(line => line.message === 'start failed')
    assert.equal(failed?.level, 'error')
    assert.match(JSON.stringify(failed?.attributes), /port is taken/)
  })

  it('logs an unhandled rejection and lives on', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'reject' })
    const line = await fixture.line('unhandled rejection')
    assert.equal(line.level, 'error')
    assert.match(JSON.stringify(line.attributes), /nobody waits/)
    const url = await opsUrl(fixture)
    await t.waitFor(async () => assert.equal((await fetch(`${url}/readyz`)).status, 200), { timeout: 3000 })
  })

  it('logs an uncaught exception, stops in order and exits 1', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'explode' })
    assert.equal(await fixture.exit, 1)
    const line = fixture.lines.find(({ message }) => message === 'uncaught exception')
    assert.match(JSON.stringify(line?.attributes), /out of the blue/)
    assert.ok(fixture.messages().includes('first stopped'))
  })

  it('takes its last telemetry to the collector before it exits', async t => {
    const collector = await startOtlpReceiver()
    const fixture = startFixture(t, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await fixture.line('started')
    fixture.kill('SIGTERM')
    assert.equal(await fixture.exit, 0)
    assert.ok(collector.metric('process.memory.usage', 'fixture'))
    await collector.close()
  })

  it('exits in time while the collector hangs', async t => {
    const collector = await startOtlpReceiver()
    collector.mode = 'hang'
    const fixture = startFixture(t, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await fixture.line('started')
    const began = performance.now()
    fixture.kill('SIGTERM')
    assert.equal(await fixture.exit, 0)
    assert.ok(performance.now() - began < 5000)
    await collector.close()
  })
})

describe('runService on the command line', () => {
  it('--validate checks the settings and starts nothing', async t => {
    const fixture = startFixture(t, {}, ['--validate'])
    assert.equal(await fixture.exit, 0)
    assert.deepEqual(fixture.messages(), ['configuration is valid'])
  })

  it('refuses to start with every fault of the settings at once', async t => {
    for (const args of [[], ['--validate'], ['--migrate']]) {
      const fixture = startFixture(t, { OPS_PORT: 'high', FIXTURE_DOO: '1' }, args)
      assert.equal(await fixture.exit, 2)
      const [line, ...more] = fixture.lines
      assert.deepEqual(more, [])
      assert.equal(line?.message, 'refused to start')
      assert.equal(line?.level, 'error')
      const faults = line?.attributes?.faults as { variable: string }[]
      assert.deepEqual(faults.map(fault => fault.variable).sort(), ['FIXTURE_DOO', 'OPS_PORT'])
    }
  })

  it('refuses an argument nobody knows, naming it', async t => {
    const fixture = startFixture(t, {}, ['--valdiate'])
    assert.equal(await fixture.exit, 2)
    assert.equal(
      fixture.lines[0]?.attributes?.problem,
      '--valdiate is not an argument: only --validate and --migrate are',
    )
  })

  it('--migrate applies what is missing, says what, and exits', async t => {
    const database = await createTestDatabase()
    t.after(() => database.drop())
    const directory = await mkdtemp(join(tmpdir(), 'chargeplane-migrations-'))
    await writeFile(join(directory, '001-things.sql'), 'CREATE TABLE things (id int PRIMARY KEY);')
    const env = { DATABASE_URL: database.url, FIXTURE_MIGRATIONS: pathToFileURL(`${directory}/`).href }
    const applied: unknown[] = []
    for (let run = 0; run < 2; run++) {
      const fixture = startFixture(t, env, ['--migrate'])
      assert.equal(await fixture.exit, 0, JSON.stringify(fixture.lines))
      applied.push((await fixture.line('migrated')).attributes?.applied)
    }
    assert.equal((applied[0] as string[]).length, 1)
    assert.deepEqual(applied[1], [])
  })

  it('--migrate prepares after the migrations, every time, and exits 1 when that fails', async t => {
    const database = await createTestDatabase()
    t.after(() => database.drop())
    for (let run = 0; run < 2; run++) {
      const fixture = startFixture(t, { DATABASE_URL: database.url }, ['--migrate'])
      assert.equal(await fixture.exit, 0, JSON.stringify(fixture.lines))
      assert.deepEqual(fixture.messages().slice(-2), ['migrated', 'prepared'])
    }
    const failing = startFixture(t, { DATABASE_URL: database.url, FIXTURE_DO: 'fail-prepare' }, ['--migrate'])
    assert.equal(await failing.exit, 1)
    assert.match(JSON.stringify(await failing.line('migration failed')), /no such broker/)
  })

  it('does not prepare when it is started to serve', async t => {
    const fixture = startFixture(t, { FIXTURE_DO: 'fail-prepare' })
    await fixture.line('started')
    assert.ok(!fixture.messages().includes('prepared'))
  })

  it('--migrate exits 1 when there is no database to migrate', async t => {
    const fixture = startFixture(t, {}, ['--migrate'])
    assert.equal(await fixture.exit, 1)
    assert.match(JSON.stringify(fixture.lines), /no database to migrate/)
  })
})
