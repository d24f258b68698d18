import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AnyReceivedEvent } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { ApiKey } from '@chargeplane/proto/authorization/v1/authorization'
import { StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { startGateway, type TestGateway, type TestGatewayOptions } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

function reported(stationId: string, offset: number, tenant = 'acme'): AnyReceivedEvent {
  return {
    type: 'chargeplane.ocpp.v1.StatusReported',
    id: `e${offset}`,
    tenant,
    subject: stationId,
    time: '2026-11-23T08:00:00Z',
    traceparent: undefined,
    topic: 'ocpp.stations',
    partition: 1,
    offset: String(offset),
    data: StatusReported.fromPartial({ origin: { tenant, stationId }, status: 'Available' }),
  }
}

/** A reader of the stream, event by event. */
async function follow(gateway: TestGateway, query = '', key: string = keys.viewer) {
  const abort = new AbortController()
  const response = await fetch(`${gateway.url}/v1/events${query}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: abort.signal,
  })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const { body } = response
  assert.ok(body)
  const chunks = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    headers: response.headers,
    leave: () => abort.abort(),
    /** The next event, as its lines; undefined at the end of the stream. */
    async next(): Promise<string[] | undefined> {
      while (true) {
        const end = text.indexOf('\n\n')
        if (end >= 0) {
          const event = text.slice(0, end)
          text = text.slice(end + 2)
          if (!event.startsWith(':')) return event.split('\n')
          continue
        }
        const { done, value } = await chunks.read()
        if (done) return undefined
        text += value
      }
    },
  }
}

async function withStreams(gateway: TestGateway, count: number): Promise<void> {
  while (gateway.live.streams !== count) await new Promise(setImmediate)
}

describe('the event stream', () => {
  it('brings what is asked for, as it comes, and nothing of other tenants', async () => {
    await using gateway = await startGateway()
    const stream = await follow(
      gateway,
      '?station=CP-1&type=chargeplane.ocpp.v1.StatusReported&type=chargeplane.ocpp.v1.StationBooted',
    )
    gateway.live.publish(reported('CP-1', 1, 'rival'))
    gateway.live.publish(reported('CP-2', 2))
    gateway.live.publish(reported('CP-1', 3))
    const [id, event, data = ''] = (await stream.next()) ?? []
    assert.equal(id, 'id: ocpp.stations/1/3')
    assert.equal(event, 'event: chargeplane.ocpp.v1.StatusReported')
    assert.partialDeepStrictEqual(JSON.parse(data.slice('data: '.length)), { id: 'e3', data: { status: 'Available' } })
    assert.equal(stream.headers.get('cache-control'), 'no-store')
    assert.ok(stream.headers.get('x-request-id'))
    stream.leave()
    await withStreams(gateway, 0)
  })

  it('takes one type as well as several, and refuses unknown ones', async () => {
    await using gateway = await startGateway()
    const stream = await follow(gateway, '?type=chargeplane.ocpp.v1.StationBooted')
    stream.leave()
    const { status, body } = await gateway.call('GET', '/v1/events?type=Booted&since=1')
    assert.equal(status, 400)
    assert.partialDeepStrictEqual(body, { errors: [{ field: 'type[0]' }, { field: 'since' }] })
  })

  it('says good-bye when the gateway goes down', async () => {
    const gateway = await startGateway()
    const stream = await follow(gateway)
    const closed = gateway.close()
    assert.deepEqual((await stream.next())?.[0], 'event: closing')
    assert.equal(await stream.next(), undefined)
    await closed
  })

  it('is refused when there are too many', async () => {
    await using gateway = await startGateway({ streams: 1 })
    const stream = await follow(gateway)
    const { status, body } = await gateway.call('GET', '/v1/events')
    assert.equal(status, 429)
    assert.partialDeepStrictEqual(body, { code: 'resource_exhausted' })
    stream.leave()
    await withStreams(gateway, 0)
    ;(await follow(gateway)).leave()
  })

  it('cuts a reader that does not keep up, and tells it', async () => {
    await using gateway = await startGateway({ streamBufferBytes: 1_024 })
    const slow = await follow(gateway)
    const quick = await follow(gateway, '?station=CP-2')
    for (let n = 0; n < 100; n++) gateway.live.publish(reported('CP-1', n))
    gateway.live.publish(reported('CP-2', 100))
    let last: string[] | undefined
    for (let event = await slow.next(); event !== undefined; event = await slow.next()) last = event
    assert.equal(last?.[0], 'event: dropped')
    assert.equal((await quick.next())?.[0], 'id: ocpp.stations/1/100')
    quick.leave()
  })

  it('outlives an authorization service that is away, and not its key', async context => {
    context.mock.timers.enable({ apis: ['setInterval'] })
    let verdict: 'good' | 'away' | 'revoked' = 'good'
    const options: TestGatewayOptions = {
      keyTtlMs: 0,
      owners: {
        apiKeys: {
          async verifyApiKey() {
            if (verdict === 'away') throw fail('unavailable', 'away')
            if (verdict === 'revoked') throw fail('unauthenticated', 'revoked')
            return ApiKey.fromPartial({ keyId: 'k', tenant: 'acme', role: 'viewer' })
          },
        },
      },
    }
    await using gateway = await startGateway(options)
    const stream = await follow(gateway)
    verdict = 'away'
    context.mock.timers.tick(15_000)
    gateway.live.publish(reported('CP-1', 1))
    assert.equal((await stream.next())?.[0], 'id: ocpp.stations/1/1')
    verdict = 'revoked'
    context.mock.timers.tick(15_000)
    assert.equal((await stream.next())?.[0], 'event: unauthenticated')
    assert.equal(await stream.next(), undefined)
  })
})
