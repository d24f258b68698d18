// The real process: its environment, its logs, Kafka, and owners behind it. Needs KAFKA_BROKERS.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type EventProducer, ensureTopics, openProducer } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { until } from '@chargeplane/service/testing'
import { type Collector, startCollector } from './testing/collector.ts'
import { keys, type Owners, serveOwners } from './testing/owners.ts'

const brokers = process.env.KAFKA_BROKERS
if (!brokers) throw new Error('these tests need a Kafka: set KAFKA_BROKERS to its host:port')

interface Line {
  level: string
  message: string
  trace_id?: string
  attributes?: Record<string, unknown>
}

interface Process {
  child: ChildProcess
  lines: Line[]
  /** Waits for a line of the log. */
  line(matches: (line: Line) => boolean): Promise<Line>
}

function start(env: Record<string, string>): Process {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE } = process.env
  const child = spawn(process.execPath, ['--conditions=@chargeplane/source', '--no-warnings', main], {
    env: { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: Line[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', text => lines.push(JSON.parse(text)))
  return {
    child,
    lines,
    async line(matches) {
      for (;;) {
        const found = lines.find(matches)
        if (found !== undefined) return found
        if (child.exitCode !== null) assert.fail(`the process ended: ${JSON.stringify(lines.at(-1))}`)
        await Promise.race([once(reader, 'line'), once(child, 'exit')])
      }
    },
  }
}

describe('the gateway process', () => {
  const topicPrefix = `gateway-${randomBytes(4).toString('hex')}.`
  let owners: Owners
  let collector: Collector
  let producer: EventProducer
  let gateway: Process
  let url = ''
  let ops = ''
  const headers = { authorization: `Bearer ${keys.operator}`, 'content-type': 'application/json' }

  before(async () => {
    const kafka = { brokers: brokers.split(','), clientId: 'gateway-test', topicPrefix }
    await ensureTopics({ ...kafka, partitions: 2 })
    producer = await openProducer({ ...kafka, source: 'gateway-test' })
    collector = await startCollector()
    owners = await serveOwners({
      idTokens: {
        async putIdToken({ idToken }) {
          if (idToken?.idToken === 'BROKEN') throw fail('internal', 'token BROKEN cannot be stored')
          return IdToken.fromPartial({ ...idToken, hash: 'ab'.repeat(32) })
        },
      },
    })
    gateway = start({
      KAFKA_BROKERS: brokers,
      CHARGEPLANE_TOPIC_PREFIX: topicPrefix,
      CHARGEPLANE_STATIONS_ADDRESS: owners.address,
      CHARGEPLANE_AUTHORIZATION_ADDRESS: owners.address,
      CHARGEPLANE_TRANSACTIONS_ADDRESS: owners.address,
      CHARGEPLANE_SMART_CHARGING_ADDRESS: owners.address,
      CHARGEPLANE_BILLING_ADDRESS: '127.0.0.1:1',
      GATEWAY_HOST: '127.0.0.1',
      GATEWAY_PORT: '0',
      OPS_HOST: '127.0.0.1',
      OPS_PORT: '0',
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      SHUTDOWN_GRACE_MS: '10000',
    })
    const listening = async (what: string) => {
      const line = await gateway.line(({ message, attributes }) => message === 'listening' && attributes?.what === what)
      return `http://127.0.0.1:${line.attributes?.port}`
    }
    url = await listening('http')
    ops = await listening('ops')
    await gateway.line(({ message }) => message === 'started')
  })

  after(async () => {
    if (gateway.child.exitCode === null) {
      gateway.child.kill('SIGKILL')
      await once(gateway.child, 'exit')
    }
    await producer.close()
    await owners.close()
    await collector.close()
  })

  it('is ready with an owner away, and shows which', async () => {
    let probes: Record<string, string> = {}
    await until('the owner that is there to be reached', async () => {
      const response = await fetch(`${ops}/readyz`)
      const report = (await response.json()) as { ready: boolean; probes: Record<string, string> }
      assert.equal(response.status, 200)
      assert.equal(report.ready, true)
      probes = report.probes
      return probes.stations === 'ok'
    })
    assert.notEqual(probes.billing, 'ok')
  })

  it('streams what happens in Kafka', async () => {
    let response = await fetch(`${url}/v1/events?station=CP-1`, { headers })
    // Refused until Kafka has told where its topics end.
    while (response.status === 503) response = await fetch(`${url}/v1/events?station=CP-1`, { headers })
    assert.equal(response.status, 200)
    for (const [tenant, stationId, status] of [
      ['rival', 'CP-1', 'Faulted'],
      ['acme', 'CP-2', 'Faulted'],
      ['acme', 'CP-1', 'Available'],
    ] as const) {
      const data = StatusReported.fromPartial({ origin: { tenant, stationId, epoch: 1_795_000_000_000n }, status })
      await producer.publish({
        type: 'chargeplane.ocpp.v1.StatusReported',
        tenant,
        subject: stationId,
        id: `${tenant}-${stationId}`,
        data,
      })
    }
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!/^data: .*\n\n/m.test(text)) text += (await reader?.read())?.value
    assert.ok(!text.includes('Faulted'))
    const { data, topic } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '')
    assert.equal(topic, 'ocpp.stations')
    assert.partialDeepStrictEqual(data, {
      status: 'Available',
      origin: { stationId: 'CP-1', epoch: 1_795_000_000_000 },
    })
    await reader?.cancel()
  })

  it('keeps an audit of changes, without the tokens and keys in them', async () => {
    const path = `${url}/v1/id-tokens/${encodeURIComponent('SECRET-TAG')}`
    assert.equal((await fetch(path, { method: 'PUT', headers, body: '{"groupIdToken":"SECRET-GROUP"}' })).status, 200)
    const line = await gateway.line(({ message }) => message === 'change')
    assert.partialDeepStrictEqual(line.attributes, {
      method: 'PUT',
      route: '/v1/id-tokens/{idToken}',
      status: 200,
      tenant: 'acme',
      keyId: 'key-operator',
      target: { idToken: '[redacted]' },
    })
  })

  it('records every refusal with its reason and the trace that the caller was told', async () => {
    const response = await fetch(`${url}/v1/api-keys`, { headers })
    const { code, traceId } = (await response.json()) as { code: string; traceId: string }
    assert.equal(code, 'permission_denied')
    assert.match(traceId, /^[0-9a-f]{32}$/)
    const line = await gateway.line(({ message, trace_id }) => message === 'refused' && trace_id === traceId)
    assert.partialDeepStrictEqual(line.attributes, { code: 'permission_denied', keyId: 'key-operator', status: 403 })
    await fetch(`${url}/v1/stations`, { headers: { authorization: 'Bearer cp_SECRET-GUESS-0123456789' } })
    await gateway.line(({ message, attributes }) => message === 'refused' && attributes?.code === 'unauthenticated')
  })

  it("continues the caller's trace", async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const response = await fetch(`${url}/v1/nowhere`, { headers: { traceparent } })
    assert.partialDeepStrictEqual(await response.json(), { traceId: '0af7651916cd43dd8448eb211c80319c' })
  })

  it('logs a fault of ours as an error, and tells the caller nothing of it', async () => {
    const response = await fetch(`${url}/v1/id-tokens/BROKEN`, { method: 'PUT', headers, body: '{}' })
    assert.equal(response.status, 500)
    const text = await response.text()
    assert.ok(!text.includes('BROKEN'))
    const { traceId } = JSON.parse(text)
    const line = await gateway.line(({ level, trace_id }) => level === 'error' && trace_id === traceId)
    assert.equal(line.message, 'request failed')
  })

  it('ends on SIGTERM, telling its streams', async () => {
    const response = await fetch(`${url}/v1/events`, { headers })
    assert.equal(response.status, 200)
    const text = response.text()
    gateway.child.kill('SIGTERM')
    assert.match(await text, /event: closing/)
    const [code] = await once(gateway.child, 'exit')
    assert.equal(code, 0)
    const errors = gateway.lines.filter(({ level, message }) => level === 'error' && message !== 'request failed')
    assert.deepEqual(errors, [])
  })

  it('has one span per request, above the call to the owner', () => {
    const server = collector.spans().find(({ name }) => name === 'PUT /v1/id-tokens/{idToken}')
    const client = collector.spans().find(({ name }) => name.endsWith('IdTokenService/PutIdToken'))
    assert.ok(server && client)
    assert.equal(client.parentSpanId, server.spanId)
    assert.equal(client.traceId, server.traceId)
    assert.equal(server.attributes['http.response.status_code'], 200)
    assert.equal(server.attributes['http.route'], '/v1/id-tokens/{idToken}')
  })

  it('counts requests, and what it has refused', () => {
    const refused = collector.points('chargeplane.input.refused')
    for (const code of ['permission_denied', 'unauthenticated', 'not_found']) {
      assert.ok(
        refused.some(
          ({ attributes }) => attributes['chargeplane.boundary'] === 'http' && attributes['error.type'] === code,
        ),
        code,
      )
    }
    const durations = collector.points('http.server.request.duration')
    assert.ok(durations.some(({ attributes }) => attributes['http.route'] === '/v1/api-keys'))
  })

  it('has written no secret to its log, its spans or its metrics', () => {
    const log = JSON.stringify(gateway.lines.filter(({ message }) => message !== 'request failed'))
    const written = log + collector.everything()
    assert.ok(log.length > 1_000)
    for (const secret of ['SECRET-TAG', 'SECRET-GROUP', 'SECRET-GUESS', ...Object.values(keys)]) {
      assert.ok(!written.includes(secret), secret)
    }
  })

  it('names everything that is wrong with its environment and does not start', async () => {
    const refused = start({ GATEWAY_PORT: '99999', OPS_PORT: '0' })
    const [code] = await once(refused.child, 'exit')
    assert.equal(code, 2)
    const problem = String(refused.lines.at(-1)?.attributes?.problem)
    for (const name of ['GATEWAY_PORT', 'KAFKA_BROKERS', 'CHARGEPLANE_STATIONS_ADDRESS'])
      assert.ok(problem.includes(name), name)
  })
})
