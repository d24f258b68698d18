import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { connect } from 'node:tls'
import { type Authority, createAuthority } from '@chargeplane/local-stack/pki'
import { WebSocket } from 'ws'
import { tlsFilesOf } from './listener-settings.ts'
import { createRevocationBook } from './revocations.ts'
import { readTlsFiles } from './tls-files.ts'
import { watchTls } from './tls-watch.ts'
import { serveSockets } from './uws.ts'
import type { Socket } from './websocket.ts'

let dir: string
let operator: Authority
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chargeplane-tls-'))
  operator = await createAuthority('Root', 'Operator')
  await writeFile(join(dir, 'ca.crt'), operator.certificate)
})
after(() => rm(dir, { recursive: true }))

let serials = 0
/** A new key pair of the server; hands back its serial number, by which a client knows what is in force. */
async function put(kind: 'ecdsa' | 'rsa' = 'ecdsa', notAfter?: Date): Promise<string> {
  serials += 1
  const serialNumber = `aa${serials.toString(16).padStart(4, '0')}`
  const wish = { commonName: 'csms', organization: 'Operator', hosts: ['127.0.0.1'], kind, serialNumber }
  const { certificate, key } = await operator.issue({ ...wish, ...(notAfter && { notAfter }) })
  await writeFile(join(dir, 'tls.crt'), certificate)
  await writeFile(join(dir, 'tls.key'), key)
  return serialNumber
}

async function serve(t: TestContext) {
  await rm(join(dir, 'ca.crl'), { force: true })
  const serial = await put()
  const closed: number[] = []
  const sockets = await serveSockets<string, Socket>({
    maxPayloadBytes: 65_536,
    maxBackpressureBytes: 65_536,
    door: { enter: () => true, left() {} },
    compression: false,
    handlers: {
      upgrade: () => ({ admitted: true, subprotocol: 'ocpp1.6', who: '' }),
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
  const revocations = createRevocationBook()
  const watch = watchTls({ revocations, everyMs: 3_600_000 })
  t.after(watch.stop)
  const listener = {
    name: 'mtls',
    host: '127.0.0.1',
    port: 0,
    profile: 3,
    tls: tlsFilesOf({ profile: 3, directory: dir }),
  } as const
  const { port } = await watch.open(listener, sockets.listen)
  const open = async () => {
    const socket = new WebSocket(`wss://127.0.0.1:${port}/ocpp/CP-1`, 'ocpp1.6', { ca: operator.certificate })
    await once(socket, 'open')
    return socket
  }
  /** Serial number of the certificate that a new connection is shown. */
  const shown = async () => {
    const socket = connect({ port, host: '127.0.0.1', ca: operator.certificate })
    await once(socket, 'secureConnect')
    const { serialNumber } = socket.getPeerCertificate()
    socket.destroy()
    return serialNumber.toLowerCase()
  }
  return { serial, watch, revocations, open, shown, closed }
}

const echo = async (socket: WebSocket) => {
  socket.send('there?')
  const [data] = await once(socket, 'message')
  return String(data)
}

describe('watchTls', () => {
  it('promise 9: twenty rotations close no live socket, and new connections get what is new', async t => {
    const { watch, open, shown, closed } = await serve(t)
    const sockets: WebSocket[] = []
    for (let i = 0; i < 20; i++) {
      sockets.push(await open())
      const serial = await put(i % 5 === 0 ? 'rsa' : 'ecdsa')
      const connecting = Array.from({ length: 5 }, () => open().catch(() => undefined))
      await watch.look()
      // In the moment of the change a connection may be reset; afterwards none is.
      sockets.push(...(await Promise.all(connecting)).filter(socket => socket !== undefined))
      assert.equal(await shown(), serial)
    }
    assert.ok(sockets.length >= 20 + 20 * 5 * 0.98, `${sockets.length} of 120 came in`)
    assert.deepEqual(new Set(await Promise.all(sockets.map(echo))), new Set(['there?']))
    assert.deepEqual(closed, [])
  })

  it('promise 9: files that are no good change nothing, and what is made good again is taken', async t => {
    const { serial, watch, open, shown, closed, revocations } = await serve(t)
    const live = await open()
    const [key, crt, ca, crl] = ['tls.key', 'tls.crt', 'ca.crt', 'ca.crl'].map(name => join(dir, name))
    const good = { ca: operator.certificate, crl: await operator.revoke(['0b0b']) }
    await writeFile(crl ?? '', good.crl)
    await watch.look()
    const stranger = await (await createAuthority('Root', 'Operator')).issue({ commonName: 'x', organization: 'x' })
    for (const [file, content] of [
      [key, 'no key'],
      [key, stranger.key],
      [crt, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
      [ca, ''],
      [ca, stranger.certificate],
      [crl, good.crl.slice(0, 100)],
    ] as const) {
      if (file === ca) await put()
      await writeFile(file ?? '', content)
      await watch.look()
      assert.equal(await shown(), serial, `${file}: ${content.slice(0, 20)}`)
      assert.ok(revocations.has({ serialNumber: 'b0b', issuer: 'CN=Root,O=Operator' }))
    }
    await writeFile(ca ?? '', good.ca)
    await writeFile(crl ?? '', good.crl)
    const next = await put()
    await watch.look()
    assert.equal(await shown(), next)
    assert.equal(await echo(live), 'there?')
    assert.deepEqual(closed, [])
  })

  it('takes a revocation list that appears, and forgets one that is gone', async t => {
    const { watch, revocations } = await serve(t)
    const revoked = { serialNumber: 'b0b', issuer: 'CN=Root,O=Operator' }
    assert.equal(revocations.has(revoked), false)
    await writeFile(join(dir, 'ca.crl'), await operator.revoke(['0b0b']))
    await watch.look()
    assert.equal(revocations.has(revoked), true)
    await rm(join(dir, 'ca.crl'))
    await watch.look()
    assert.equal(revocations.has(revoked), false)
  })

  it('does not begin with files that are no good', async t => {
    const { watch } = await serve(t)
    await writeFile(join(dir, 'tls.key'), 'no key')
    const tls = tlsFilesOf({ profile: 2, directory: dir })
    const listen = () => assert.fail('it listens')
    await assert.rejects(watch.open({ name: 'x', host: '127.0.0.1', port: 0, profile: 2, tls }, listen), {
      code: 'invalid_argument',
      message: /tls\.key does not hold a private key/,
    })
  })
})

describe('readTlsFiles', () => {
  it('knows what runs out first, and that nothing has changed', async () => {
    const end = new Date('2027-02-03T04:05:06Z')
    await put('ecdsa', end)
    const files = tlsFilesOf({ profile: 2, directory: dir })
    const read = await readTlsFiles(files)
    assert.equal(read.expiresMs, end.getTime())
    assert.equal((await readTlsFiles(files)).digest, read.digest)
    await put('ecdsa', end)
    assert.notEqual((await readTlsFiles(files)).digest, read.digest)
    await assert.rejects(readTlsFiles({ ...files, certFile: join(dir, 'nothing') }), {
      message: /nothing can not be read/,
    })
  })
})
