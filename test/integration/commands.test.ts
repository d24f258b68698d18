// Commands through the API reach a station on whichever edge holds it, and fail fast where they cannot.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { RPCClient } from 'ocpp-rpc'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { until } from '../harness/until.ts'
import { foreignStation, putToken, registerStation } from '../harness/world.ts'

interface CommandAnswer {
  commandId: string
  outcome: string
  action: string
  response?: unknown
}

describe('commands with two edges', () => {
  let platform: SharedPlatform
  let station16: RPCClient
  let station201: RPCClient
  const received: { station: string; action: string; params: Record<string, unknown> }[] = []

  async function connect(id: string, edge: number, protocol: string): Promise<RPCClient> {
    const station = foreignStation(
      platform.edges[edge]?.url ?? '',
      id,
      await registerStation(platform.api, id),
      protocol,
    )
    const accepting = ['RemoteStartTransaction', 'RequestStartTransaction', 'Reset']
    for (const action of accepting)
      station.handle(action, ({ params }) => {
        received.push({ station: id, action, params })
        return { status: 'Accepted' }
      })
    station.handle('GetConfiguration', () => ({
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
    }))
    await station.connect()
    await (protocol === 'ocpp1.6'
      ? station.call('BootNotification', { chargePointVendor: 'Foreign', chargePointModel: 'F1' })
      : station.call('BootNotification', {
          reason: 'PowerUp',
          chargingStation: { vendorName: 'Foreign', model: 'F2' },
        }))
    return station
  }

  before(async () => {
    platform = await sharedPlatform()
    await putToken(platform.api, 'REMOTE1')
    station16 = await connect('ON-EDGE-0', 0, 'ocpp1.6')
    station201 = await connect('ON-EDGE-1', 1, 'ocpp2.0.1')
  })
  after(async () => {
    await station16?.close()
    await station201?.close()
  })

  for (const [station, action] of [
    ['ON-EDGE-0', 'RemoteStartTransaction'],
    ['ON-EDGE-1', 'RequestStartTransaction'],
  ] as const) {
    it(`starts a charge at ${station}`, async () => {
      const body = { evseId: 1, idToken: 'REMOTE1' }
      const answer = await platform.api.send<CommandAnswer>('POST', `/v1/stations/${station}/commands/start`, body)
      assert.equal(answer.action, action)
      assert.deepEqual(answer.response, { status: 'Accepted' })
      const seen = received.find(r => r.station === station && r.action === action)
      assert.ok(seen, 'the station has seen the command')
      const token = action === 'RemoteStartTransaction' ? seen.params.idTag : seen.params.idToken
      assert.deepEqual(
        token,
        action === 'RemoteStartTransaction' ? 'REMOTE1' : { idToken: 'REMOTE1', type: 'ISO14443' },
      )
    })
  }

  it('sends an action of the station by its own name and hands back the answer', async () => {
    const answer = await platform.api.send<CommandAnswer>('POST', '/v1/stations/ON-EDGE-0/commands/GetConfiguration', {
      key: ['HeartbeatInterval'],
    })
    assert.deepEqual(answer.response, {
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
    })
  })

  it('refuses a payload that the station would refuse, naming the field', async () => {
    const answer = await platform.api.raw('POST', '/v1/stations/ON-EDGE-0/commands/Reset', { type: 'Lukewarm' })
    assert.equal(answer.status, 400)
    assert.match(JSON.stringify(answer.body), /type/)
  })

  it('says within a second that a station is unknown or offline', async () => {
    await registerStation(platform.api, 'NEVER-CONNECTED')
    for (const [id, status] of [
      ['NOBODY', 404],
      ['NEVER-CONNECTED', 409],
    ] as const) {
      const began = performance.now()
      const answer = await platform.api.raw('POST', `/v1/stations/${id}/commands/start`, {
        evseId: 1,
        idToken: 'REMOTE1',
      })
      const tookMs = performance.now() - began
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.ok(tookMs < 1_000, `${id} took ${Math.round(tookMs)} ms`)
      console.log(`${id}: ${answer.status} after ${Math.round(tookMs)} ms`)
    }
  })

  it('follows a station to the other edge', async () => {
    const password = (await platform.api.send<{ password: string }>('POST', '/v1/stations/ON-EDGE-0/password', {}))
      .password
    await station16.close()
    station16 = foreignStation(platform.edges[1]?.url ?? '', 'ON-EDGE-0', password, 'ocpp1.6')
    station16.handle('Reset', () => ({ status: 'Rejected' }))
    await until(() => station16.connect().then(() => true), { what: 'the new password to be taken by the other edge' })
    // The socket is open a moment before the route is written.
    const answer = await until(
      async () => {
        const sent = await platform.api.raw('POST', '/v1/stations/ON-EDGE-0/commands/Reset', { type: 'Soft' })
        return sent.status === 200 && (sent.body as CommandAnswer)
      },
      { what: 'the route to lead to the other edge' },
    )
    assert.deepEqual(answer.response, { status: 'Rejected' })
  })
})
