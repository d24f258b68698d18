import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { SendCommandResponse, Station } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from './testing/gateway.ts'
import { keys } from './testing/owners.ts'

describe('the HTTP server', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      bodyLimitBytes: 2_048,
      owners: {
        stations: {
          getStation: async ({ stationId }) => Station.fromPartial({ stationId }),
          updateStation: async ({ stationId, name }) => Station.fromPartial({ stationId, name }),
          deleteStation: async () => ({}),
        },
      },
    })
  })
  after(() => gateway.close())

  /** Sends bytes as they are and reads the answer until the server closes. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', chunk => (answer += chunk))
    socket.write(bytes)
    await once(socket, 'close')
    return answer
  }

  it('refuses a request without a key, or with something else than a key', async () => {
    for (const [headers, detail] of [
      [{}, /Authorization: Bearer/],
      [{ authorization: 'Basic YTpi' }, /Authorization: Bearer/],
      [{ authorization: `bearer  ${keys.viewer}x` }, /not valid/],
    ] as const) {
      const {
        status,
        body,
        headers: answered,
      } = await gateway.call('GET', '/v1/stations/CP-1', undefined, { key: '', headers })
      assert.equal(status, 401)
      assert.equal(answered.get('www-authenticate'), 'Bearer')
      assert.match((body as { detail: string }).detail, detail)
    }
    const lower = { authorization: `bearer ${keys.viewer}` }
    assert.equal((await gateway.call('GET', '/v1/stations/CP-1', undefined, { key: '', headers: lower })).status, 200)
  })

  it('reads no body of somebody it does not know', async () => {
    const { status } = await gateway.call('POST', '/v1/stations', '{"not json', { key: '' })
    assert.equal(status, 401)
  })

  it('refuses a body that is not JSON, too large, or of another kind', async () => {
    const path = '/v1/stations/CP-1'
    for (const text of ['{"name":', 'name=x', '{"name":"a"}{}', '\ufeff']) {
      const { status, body } = await gateway.call('PATCH', path, text)
      assert.equal(status, 400, text)
      assert.partialDeepStrictEqual(body, { code: 'format_violation', detail: 'the request body is not valid JSON' })
    }
    const large = await gateway.call('PATCH', path, { name: 'x'.repeat(3_000) })
    assert.equal(large.status, 413)
    assert.partialDeepStrictEqual(large.body, { code: 'payload_too_large' })
    const xml = await gateway.call('PATCH', path, '<name/>', { headers: { 'content-type': 'text/xml' } })
    assert.equal(xml.status, 415)
    assert.partialDeepStrictEqual(xml.body, { code: 'unsupported_media_type' })
  })

  it('takes no keys that reach for prototypes', async () => {
    for (const text of ['{"__proto__":{"role":"admin"}}', '{"constructor":{"prototype":{"x":1}}}']) {
      assert.equal((await gateway.call('PATCH', '/v1/stations/CP-1', text)).status, 400)
    }
    assert.equal(Reflect.get({}, 'x'), undefined)
  })

  it('says that a path is unknown, and which methods a known one has', async () => {
    const unknown = await gateway.call('GET', '/v1/unknown', undefined, { key: '' })
    assert.equal(unknown.status, 404)
    assert.equal((await gateway.call('GET', '/v1/stations/')).status, 400, 'an id is needed')
    const wrong = await gateway.call('PUT', '/v1/stations/CP-1', '<', {
      key: '',
      headers: { 'content-type': 'text/xml' },
    })
    assert.equal(wrong.status, 405)
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD, PATCH, DELETE')
    assert.partialDeepStrictEqual(wrong.body, { code: 'method_not_allowed' })
    const options = await gateway.call('OPTIONS', '/v1/events', undefined, { key: '' })
    assert.equal(options.headers.get('allow'), 'GET')
    assert.equal(options.headers.get('access-control-allow-origin'), null)
  })

  it('answers HEAD like GET without the body', async () => {
    const { status, body } = await gateway.call('HEAD', '/v1/stations/CP-1')
    assert.equal(status, 200)
    assert.equal(body, undefined)
  })

  it('takes a DELETE that says JSON and has no body', async () => {
    const headers = { 'content-type': 'application/json' }
    assert.equal((await gateway.call('DELETE', '/v1/stations/CP-1', undefined, { headers })).status, 204)
  })

  it('refuses paths that are no URL, or have parts longer than anything', async () => {
    assert.match(
      await raw(`GET /v1/stations/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      /^HTTP\/1.1 400 .*problem\+json/s,
    )
    const long = await gateway.call('GET', `/v1/stations/${'x'.repeat(300)}`)
    assert.equal(long.status, 400)
    assert.partialDeepStrictEqual(long.body, { field: 'stationId', errors: [{ in: 'path' }] })
    assert.ok([400, 404].includes((await gateway.call('GET', `/v1/stations/${'x'.repeat(5_000)}`)).status))
  })

  it('answers what is not HTTP with a problem document, too', async () => {
    assert.match(
      await raw('HELLO\r\n\r\n'),
      /^HTTP\/1.1 400 Bad Request.*application\/problem\+json.*format_violation/s,
    )
    const flood = `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`
    assert.match(await raw(flood), /^HTTP\/1.1 431 .*header_fields_too_large/s)
  })

  it('gives every answer an id and the headers that keep browsers out', async () => {
    const given = await gateway.call('GET', '/v1/stations/CP-1', undefined, {
      headers: { 'x-request-id': 'job-7.a:b' },
    })
    assert.equal(given.headers.get('x-request-id'), 'job-7.a:b')
    const odd = await gateway.call('GET', '/v1/nowhere', undefined, { headers: { 'x-request-id': 'a"b' } })
    assert.match(odd.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
    for (const { headers } of [given, odd]) {
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
      assert.equal(headers.get('server'), null)
    }
  })
})

describe('the HTTP server and its surroundings', () => {
  const guess = (n: number) => `cp_guess-0123456789abcdef-${n}`

  it('lets an address guess a few keys and no more, whoever it says it is', async () => {
    await using gateway = await startGateway({
      badKeys: 5,
      owners: { stations: { getStation: async () => Station.fromPartial({}) } },
    })
    const attempt = (n: number) =>
      gateway.call('GET', '/v1/stations/x', undefined, {
        key: guess(n),
        headers: { 'x-forwarded-for': `192.0.2.${n}` },
      })
    await gateway.call('GET', '/v1/stations/x')
    const statuses: number[] = []
    for (let n = 0; n < 8; n++) statuses.push((await attempt(n)).status)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429])
    assert.equal((await gateway.call('GET', '/v1/stations/x')).status, 200, 'a key in use goes on')
  })

  it('believes the proxies that it is told to believe', async () => {
    await using gateway = await startGateway({ badKeys: 1, trustedProxies: ['127.0.0.0/8'] })
    const attempt = (address: string, n: number) =>
      gateway.call('GET', '/v1/stations/x', undefined, { key: guess(n), headers: { 'x-forwarded-for': address } })
    assert.equal((await attempt('192.0.2.1', 1)).status, 401)
    assert.equal((await attempt('192.0.2.1', 2)).status, 429)
    assert.equal((await attempt('192.0.2.2', 3)).status, 401)
  })

  it('answers what it can while one owner is away', async () => {
    await using gateway = await startGateway({
      addresses: { billing: '127.0.0.1:1' },
      owners: { stations: { getStation: async () => Station.fromPartial({ stationId: 'CP-1' }) } },
    })
    const away = await gateway.call('GET', '/v1/invoices')
    assert.equal(away.status, 503)
    assert.ok(Number(away.headers.get('retry-after')) >= 1)
    assert.ok(away.took < 2_000, `${away.took} ms`)
    assert.equal((await gateway.call('GET', '/v1/stations/CP-1')).status, 200)
  })

  it('finishes what it has begun when it closes', async () => {
    const { promise: answer, resolve } = Promise.withResolvers<SendCommandResponse>()
    const asked = Promise.withResolvers<void>()
    const gateway = await startGateway({
      owners: {
        commands: {
          sendCommand: () => {
            asked.resolve()
            return answer
          },
        },
      },
    })
    const command = gateway.call('POST', '/v1/stations/CP-1/commands/stop', { transactionId: '1' })
    await asked.promise
    const closed = gateway.close()
    resolve(SendCommandResponse.fromPartial({ commandId: 'c1', outcome: 'COMMAND_OUTCOME_ANSWERED', response: '{}' }))
    assert.equal((await command).status, 200)
    await closed
    await assert.rejects(fetch(gateway.url))
  })
})
