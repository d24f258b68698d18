import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { type SendCommandRequest, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const start = '/v1/stations/CP-1/commands/start'

/** What the stations service would say of stations with telling names. */
async function stationsService({ stationId, command, queueForS }: SendCommandRequest): Promise<SendCommandResponse> {
  const answer = {
    commandId: 'c1',
    action: command?.$case === 'native' ? command.value.action : 'RemoteStartTransaction',
  }
  switch (stationId) {
    case 'unknown':
      throw fail('not_found', 'station unknown is not registered', { field: 'stationId' })
    case 'crowded':
      throw fail('resource_exhausted', '32 commands are waiting for this station already')
    case 'late':
      return SendCommandResponse.fromPartial({ ...answer, outcome: CommandOutcome.EXPIRED })
    case 'away':
      return SendCommandResponse.fromPartial({ ...answer, queuedUntil: `in ${queueForS} s` })
    case 'offline':
      throw fail('failed_precondition', 'station offline is not connected')
    case 'error':
      return SendCommandResponse.fromPartial({
        ...answer,
        outcome: CommandOutcome.ERROR,
        errorCode: 'NotSupported',
        errorDescription: 'no such thing',
      })
    case 'silent':
      return SendCommandResponse.fromPartial({ ...answer, outcome: CommandOutcome.TIMEOUT })
    case 'lost':
      return SendCommandResponse.fromPartial({ ...answer, outcome: CommandOutcome.UNKNOWN })
    case 'busy':
      return SendCommandResponse.fromPartial({ ...answer, outcome: CommandOutcome.REFUSED })
    case 'garbled':
      return SendCommandResponse.fromPartial({ ...answer, outcome: CommandOutcome.ANSWERED, response: '{' })
    case 'stuck':
      return new Promise(() => {})
    case 'flaky':
      throw fail('unavailable', 'routes cannot be read')
    default:
      return SendCommandResponse.fromPartial({
        ...answer,
        outcome: CommandOutcome.ANSWERED,
        response: '{"status":"Accepted","n":1.50}',
      })
  }
}

async function cancelCommand({ commandId }: { commandId: string }) {
  if (commandId === 'c2') throw fail('failed_precondition', 'command c2 does not wait any more')
  return {}
}

describe('commands', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: { commands: { sendCommand: stationsService, cancelCommand } },
      commandTimeoutMs: 500,
    })
  })
  after(() => gateway.close())

  it('starts a transaction and gives the answer of the station', async () => {
    const { status, body } = await gateway.call('POST', start, { evseId: 1, idToken: 'TAG1' }, { key: keys.operator })
    assert.equal(status, 200)
    assert.deepEqual(body, {
      commandId: 'c1',
      outcome: 'answered',
      action: 'RemoteStartTransaction',
      response: { status: 'Accepted', n: 1.5 },
      error: null,
    })
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      method: 'SendCommand',
      request: {
        tenant: 'acme',
        stationId: 'CP-1',
        timeoutMs: 500,
        command: { $case: 'start', value: { evseId: 1, idToken: 'TAG1', idTokenType: '' } },
      },
    })
  })

  it('stops a transaction, with the time-out asked for', async () => {
    const path = '/v1/stations/CP-1/commands/stop?timeoutMs=1234'
    assert.equal((await gateway.call('POST', path, { transactionId: '42' })).status, 200)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      request: { timeoutMs: 1234, command: { $case: 'stop', value: { transactionId: '42' } } },
    })
  })

  it('sends an action of OCPP with its payload untouched', async () => {
    const payload = { connectorId: 1, csChargingProfiles: { a: [1, { b: null }] }, 'x y': '<&>' }
    const { body } = await gateway.call('POST', '/v1/stations/CP-1/commands/SetChargingProfile', payload)
    assert.partialDeepStrictEqual(body, { action: 'SetChargingProfile', outcome: 'answered' })
    const { request } = gateway.owners.asked.at(-1) as { request: SendCommandRequest }
    assert.ok(request.command?.$case === 'native')
    assert.deepEqual(JSON.parse(request.command.value.payload), payload)
  })

  it('promise 23: says within a second that a station is unknown or offline', async () => {
    const unknown = await gateway.call('POST', '/v1/stations/unknown/commands/stop', { transactionId: '1' })
    assert.equal(unknown.status, 404)
    assert.ok(unknown.took < 1_000)
    const offline = await gateway.call('POST', '/v1/stations/offline/commands/stop', { transactionId: '1' })
    assert.equal(offline.status, 409)
    assert.partialDeepStrictEqual(offline.body, {
      code: 'failed_precondition',
      detail: 'station offline is not connected',
    })
    assert.ok(offline.took < 1_000)
  })

  it('promise 26: says so when too many commands wait for a station, and that this one was not sent', async () => {
    const { status, body } = await gateway.call('POST', '/v1/stations/crowded/commands/Reset', { type: 'Soft' })
    assert.equal(status, 429)
    assert.partialDeepStrictEqual(body, {
      outcome: 'refused',
      detail: '32 commands are waiting for this station already',
    })
  })

  it('lets a command wait for a station that is offline, when it is asked to, and takes it back', async () => {
    const reset = (query: string) => gateway.call('POST', `/v1/stations/away/commands/Reset?${query}`, { type: 'Soft' })
    const { status, body } = await reset('whenOffline=queue&expiresInS=600')
    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body, { outcome: 'queued', queuedUntil: 'in 600 s', response: null, error: null })
    for (const bad of ['whenOffline=wait', 'whenOffline=queue&expiresInS=0', 'whenOffline=queue&expiresInS=604801']) {
      assert.equal((await reset(bad)).status, 400, bad)
    }
    await reset('whenOffline=fail')
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { queueForS: 0 } })
    const cancel = (id: string) => gateway.call('DELETE', `/v1/stations/away/commands/${id}`)
    assert.deepEqual([(await cancel('c1')).status, (await cancel('c2')).status], [204, 409])
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      request: { tenant: 'acme', stationId: 'away', commandId: 'c2' },
    })
  })

  it("passes on the station's error as an answer", async () => {
    const { status, body } = await gateway.call('POST', '/v1/stations/error/commands/Reset', { type: 'Soft' })
    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body, {
      outcome: 'error',
      response: null,
      error: { code: 'NotSupported', description: 'no such thing' },
    })
  })

  for (const [station, status, outcome] of [
    ['silent', 504, 'timeout'],
    ['lost', 504, 'unknown'],
    ['late', 504, 'expired'],
    ['busy', 429, 'refused'],
  ] as const) {
    it(`says ${outcome} in the problem document of a command to a ${station} station`, async () => {
      const answer = await gateway.call('POST', `/v1/stations/${station}/commands/Reset`, { type: 'Soft' })
      assert.equal(answer.status, status)
      assert.partialDeepStrictEqual(answer.body, { outcome, commandId: 'c1', action: 'Reset' })
    })
  }

  it('leaves open what became of a command when the stations service does not say, and never sends it twice', async () => {
    const before = gateway.owners.asked.length
    const stuck = await gateway.call('POST', '/v1/stations/stuck/commands/Reset?timeoutMs=500', { type: 'Hard' })
    assert.equal(stuck.status, 504)
    assert.partialDeepStrictEqual(stuck.body, { outcome: 'unknown' })
    const flaky = await gateway.call('POST', '/v1/stations/flaky/commands/Reset', { type: 'Hard' })
    assert.equal(flaky.status, 503)
    assert.ok(!('outcome' in Object(flaky.body)), 'the service has said that it has sent nothing')
    assert.equal(gateway.owners.asked.length - before, 2)
  })

  it('does not pass on an answer that is not JSON', async () => {
    assert.equal((await gateway.call('POST', '/v1/stations/garbled/commands/Reset', { type: 'Hard' })).status, 500)
  })

  it('refuses what is no command, naming the field', async () => {
    const cases: [string, unknown, string][] = [
      [start, { evseId: 0, idToken: 'T' }, 'evseId'],
      [start, { evseId: 1 }, 'idToken'],
      [start, { evseId: 1, idToken: 'T', connectorId: 1 }, 'connectorId'],
      ['/v1/stations/CP-1/commands/stop', { transactionId: 42 }, 'transactionId'],
      ['/v1/stations/CP-1/commands/stop?timeoutMs=5', { transactionId: '42' }, 'timeoutMs'],
      ['/v1/stations/CP-1/commands/BootNotification', {}, 'command'],
      ['/v1/stations/CP-1/commands/Reset', [], 'body'],
    ]
    for (const [path, body, field] of cases) {
      const answer = await gateway.call('POST', path, body)
      assert.equal(answer.status, 400, path)
      assert.partialDeepStrictEqual(answer.body, { field })
    }
  })

  it('takes more than a viewer', async () => {
    const { status } = await gateway.call('POST', start, { evseId: 1, idToken: 'T' }, { key: keys.viewer })
    assert.equal(status, 403)
  })
})

describe('many commands at once', () => {
  it('are held back per tenant', async () => {
    await using gateway = await startGateway({
      owners: { commands: { sendCommand: stationsService } },
      commandsBurst: 20,
    })
    const stop = (key: string) =>
      gateway.call('POST', '/v1/stations/CP-1/commands/stop', { transactionId: '1' }, { key })
    const answers = await Promise.all(Array.from({ length: 100 }, () => stop(keys.operator)))
    const sent = answers.filter(({ status }) => status === 200).length
    assert.ok(sent >= 20 && sent <= 25, `${sent} were let through`)
    const refused = answers.find(({ status }) => status === 429)
    assert.partialDeepStrictEqual(refused?.body, { outcome: 'refused', code: 'resource_exhausted' })
    assert.ok(Number(refused?.headers.get('retry-after')) >= 1)
    assert.equal((await stop(keys.stranger)).status, 200, 'another tenant is not held back')
  })

  it('are not held back for what was not sent', async () => {
    await using gateway = await startGateway({
      owners: { commands: { sendCommand: stationsService } },
      commandsBurst: 2,
    })
    const stop = (station: string) =>
      gateway.call('POST', `/v1/stations/${station}/commands/stop`, { transactionId: '1' })
    const statuses: number[] = []
    for (const station of ['unknown', 'offline', 'flaky', 'unknown', 'silent', 'CP-1', 'CP-1']) {
      statuses.push((await stop(station)).status)
    }
    assert.deepEqual(statuses, [404, 409, 503, 404, 504, 200, 429])
  })
})

describe('commands without the stations service', () => {
  it('are refused soon, and nothing has been sent', async () => {
    await using gateway = await startGateway({ addresses: { stations: '127.0.0.1:1' } })
    const { status, body, took } = await gateway.call('POST', start, { evseId: 1, idToken: 'T' })
    assert.equal(status, 503)
    assert.ok(!('outcome' in Object(body)))
    assert.ok(took < 5_000, `${took} ms`)
  })

  it('are refused soon when it accepts connections and says nothing', async () => {
    const sockets: Socket[] = []
    const mute = createServer(socket => sockets.push(socket)).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    await using gateway = await startGateway({ addresses: { stations: `127.0.0.1:${Object(mute.address()).port}` } })
    try {
      const { status, took } = await gateway.call('POST', start, { evseId: 1, idToken: 'T' })
      assert.equal(status, 503)
      // The command itself would have half a minute; on a machine that does much else a second may be two.
      assert.ok(took < 5_000, `${took} ms`)
    } finally {
      mute.close()
      for (const socket of sockets) socket.destroy()
    }
  })
})
