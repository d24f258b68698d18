import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { type Authority, createAuthority, type KeyPair } from '@chargeplane/local-stack/pki'
import { WebSocket } from 'ws'
import { until } from '../testing/until.ts'
import { serveSockets } from './uws.ts'
import type { ClientCertificate, SecurityProfile, Socket, UpgradeRequest } from './websocket.ts'

let dir: string
let operator: Authority
let server: KeyPair
const fileAt = (name: string) => join(dir, name)

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chargeplane-listener-'))
  operator = await createAuthority('Operator root', 'Operator')
  server = await operator.issue({ commonName: 'localhost', organization: 'Operator', hosts: ['127.0.0.1'] })
  await writeFile(fileAt('ca.crt'), operator.certificate)
})
after(() => rm(dir, { recursive: true }))

const put = async ({ certificate, key }: KeyPair) => {
  await writeFile(fileAt('tls.crt'), certificate)
  await writeFile(fileAt('tls.key'), key)
}

async function listen(t: TestContext, profile: SecurityProfile, enter = () => true) {
  await put(server)
  const asked: { profile: SecurityProfile; certificate: ClientCertificate | undefined }[] = []
  const closed: number[] = []
  const sockets = await serveSockets<string, Socket>({
    maxPayloadBytes: 65_536,
    maxBackpressureBytes: 65_536,
    door: { enter, left() {} },
    compression: false,
    handlers: {
      upgrade({ certificate, profile: of }: UpgradeRequest) {
        asked.push({ profile: of, certificate })
        return { admitted: true, subprotocol: 'ocpp1.6', who: '' }
      },
      open: (_who, socket) => socket,
      text: (socket, text) => void socket.send(text),
      binary() {},
      ping() {},
      pong() {},
      sent() {},
      slow() {},
      closed: (_session, code) => void closed.push(code),
      failed: (where, error) => assert.fail(`${where}: ${error}`),
    },
  })
  t.after(sockets.close)
  const tls = {
    certFile: fileAt('tls.crt'),
    keyFile: fileAt('tls.key'),
    ...(profile === 3 && { caFile: fileAt('ca.crt') }),
  }
  const listener = await sockets.listen({ name: 'tls', host: '127.0.0.1', port: 0, profile, tls })
  const dial = (own?: KeyPair) =>
    new WebSocket(`wss://127.0.0.1:${listener.port}/ocpp/CP-1`, 'ocpp1.6', {
      ca: operator.certificate,
      ...(own && { cert: own.certificate, key: own.key }),
    })
  const open = async (own?: KeyPair) => {
    const socket = dial(own)
    await once(socket, 'open')
    return socket
  }
  const echo = async (socket: WebSocket) => {
    socket.send('there?')
    const [data] = await once(socket, 'message')
    return String(data)
  }
  return { listener, asked, closed, dial, open, echo }
}

describe('a listener with TLS', () => {
  it('promise 40: closes on who is turned away before a byte of TLS, and lets the next one in', async t => {
    let turnedAway = 0
    const { listener, open, echo } = await listen(t, 2, () => ++turnedAway > 1)
    // Says nothing: what answers it can only be the door.
    const silent = connect(listener.port, '127.0.0.1')
    silent.on('error', () => {})
    silent.on('data', () => assert.fail('TLS has answered'))
    await once(silent, 'close')
    assert.equal(turnedAway, 1)
    assert.equal(await echo(await open()), 'there?')
  })

  it('carries frames, and says which profile they came by', async t => {
    const { open, echo, asked } = await listen(t, 2)
    assert.equal(await echo(await open()), 'there?')
    assert.deepEqual(asked, [{ profile: 2, certificate: undefined }])
  })

  it('hands on the certificate of a station, where authorities are given; one of no authority of theirs gets no answer', async t => {
    const { open, dial, asked } = await listen(t, 3)
    await open(await operator.issue({ commonName: 'SN-0001', organization: 'Operator' }))
    await open()
    assert.deepEqual(
      asked.map(({ profile, certificate }) => [profile, certificate?.commonName]),
      [
        [3, 'SN-0001'],
        [3, undefined],
      ],
    )
    const stranger = await createAuthority('Operator root', 'Operator')
    const socket = dial(await stranger.issue({ commonName: 'SN-0001', organization: 'Operator' }))
    const [error] = await once(socket, 'error')
    assert.match(String(error), /alert|reset|hang up/i)
    assert.equal(asked.length, 2)
  })

  it('takes new files without losing a socket, and keeps the old ones when the new are no good', async t => {
    const { listener, open, echo, closed } = await listen(t, 2)
    const before = await open()
    await put(
      await operator.issue({ commonName: 'localhost', organization: 'Operator', hosts: ['127.0.0.1'], kind: 'rsa' }),
    )
    await listener.renew()
    const after = await open()
    assert.deepEqual(await Promise.all([echo(before), echo(after)]), ['there?', 'there?'])
    await writeFile(fileAt('tls.key'), 'no key')
    await assert.rejects(listener.renew(), { code: 'invalid_argument', field: 'EDGE_TLS_LISTENERS' })
    const still = await open()
    assert.equal(await echo(still), 'there?')
    assert.deepEqual(closed, [])
    before.close()
    await until('it has closed', () => closed.length === 1)
    assert.equal(await echo(after), 'there?')
  })
})
