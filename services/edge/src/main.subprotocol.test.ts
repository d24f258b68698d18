// OCPP-J 3.1.2: what is spoken is agreed on by subprotocol, and by nothing else.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import { authorization } from './testing/station.ts'

describe('subprotocols', { timeout: 60_000 }, () => {
  let bench: Bench
  let edge: EdgeProcess
  before(async () => {
    bench = await openBench()
    bench.owners.stations.set('default/CP-1', { password: 'secret', registrationStatus: 'Accepted' })
    edge = await bench.start()
  })
  after(() => bench.close())

  /** The raw handshake, header and all. */
  async function handshake(offered: string) {
    const call = request({
      port: edge.wsPort,
      path: '/ocpp/CP-1',
      headers: {
        Authorization: authorization('CP-1', 'secret'),
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Protocol': offered,
      },
    })
    call.end()
    const [response, socket, head] = (await once(call, 'upgrade')) as [IncomingMessage, Socket, Buffer]
    return { agreed: response.headers['sec-websocket-protocol'], socket, head }
  }

  const agreed: [offered: string, agreed: string][] = [
    ['ocpp1.6', 'ocpp1.6'],
    ['ocpp2.0.1', 'ocpp2.0.1'],
    ['ocpp2.0.1, ocpp1.6', 'ocpp2.0.1'],
    ['ocpp1.6,ocpp2.0.1', 'ocpp1.6'],
    ['ocpp9.9, ocpp1.6', 'ocpp1.6'],
  ]
  for (const [index, [offered, expected]] of agreed.entries()) {
    it(`agrees on ${expected} when offered '${offered}'`, async () => {
      const { agreed: answer, socket } = await handshake(offered)
      assert.equal(answer, expected)
      const sessions = await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-1', index + 1)
      assert.equal(`ocpp${sessions[index]?.data.ocppVersion}`, expected)
      socket.destroy()
    })
  }

  for (const offered of ['ocpp1.5', 'ocpp', 'ocpp1.6x', 'soap']) {
    it(`promise 51: completes the handshake without one and closes when offered ${offered}`, async () => {
      const { agreed: answer, socket, head } = await handshake(offered)
      assert.equal(answer, undefined)
      // The close frame may come in the same segment as the end of the handshake.
      const frame = head.length > 0 ? head : ((await once(socket, 'data')) as [Buffer])[0]
      assert.equal(frame[0], 0x88)
      assert.equal(frame.readUInt16BE(2), 1002)
      socket.destroy()
    })
  }

  it('promise 51: opens no session for such a socket', async () => {
    const refusals = await bench.await('chargeplane.ocpp.v1.ConnectionRefused', 'CP-1', 4)
    assert.ok(refusals.every(({ data }) => data.reason === 'unsupported_subprotocol'))
    assert.equal(bench.of('chargeplane.ocpp.v1.StationConnected', 'CP-1').length, agreed.length)
  })
})
