// What TLS an edge speaks, measured at each port with the OpenSSL that Node carries: one version and one suite offered at a time.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type ConnectionOptions, connect } from 'node:tls'
import { createTestFiles, type TestFiles } from '../testing/secure.ts'
import { tlsEntry, tlsFilesOf } from './listener-settings.ts'
import { serveSockets } from './uws.ts'
import type { SocketServer } from './websocket.ts'

const unheard = () => assert.fail('no upgrade was asked for')
const quiet = { text() {}, binary() {}, ping() {}, pong() {}, sent() {}, slow() {}, closed() {}, failed() {} }

/** By OpenSSL's names: those of A00.FR.318, by the key that they need. */
const wanted = {
  ecdsa: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  rsa: ['AES128-GCM-SHA256', 'AES256-GCM-SHA384'],
} as const
/** CBC, CHACHA, CCM, suites of other keys, without encryption and without a key at all. */
const unwanted = [
  ...['AES128-SHA', 'AES256-SHA', 'AES128-SHA256', 'AES256-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA'],
  ...['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA384', 'ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA256'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-CCM', 'AES128-CCM'],
  ...['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'DHE-RSA-AES128-GCM-SHA256', 'CAMELLIA128-SHA'],
  ...['NULL-SHA256', 'ECDHE-ECDSA-NULL-SHA', 'ADH-AES128-GCM-SHA256', 'AECDH-AES128-SHA'],
]

const only = (version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3', suite: string): ConnectionOptions => ({
  ...{ minVersion: version, maxVersion: version, ciphers: version === 'TLSv1.3' ? suite : `${suite}:@SECLEVEL=0` },
})

describe('promise 6: TLS of 1.2 and above, in the suites of OCPP alone', () => {
  let files: TestFiles
  let server: SocketServer
  before(async () => {
    files = await createTestFiles()
    server = await serveSockets<undefined, undefined>({
      ...{ maxPayloadBytes: 1024, maxBackpressureBytes: 1024, compression: false },
      door: { enter: () => true, left() {} },
      handlers: { ...quiet, upgrade: unheard, open: () => undefined },
    })
  })
  after(async () => {
    server.close()
    await files.close()
  })

  /** Suite and version that are agreed on, or the alert that the edge ends the handshake with. */
  async function agree(port: number, options: ConnectionOptions): Promise<string> {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
    try {
      await once(socket, 'secureConnect')
      return `${socket.getProtocol()} ${socket.getCipher().name}`
    } catch (error) {
      return String(error instanceof Error && 'code' in error ? error.code : error)
    } finally {
      socket.destroy()
    }
  }

  for (const profile of [2, 3] as const) {
    for (const kind of ['ecdsa', 'rsa'] as const) {
      it(`at the port of profile ${profile} with an ${kind} key`, async () => {
        const entry = tlsEntry(await files.listener(`p${profile}-${kind}`, profile, kind))
        const tls = tlsFilesOf({ profile, directory: join(files.dir, `p${profile}-${kind}`) })
        const { port } = await server.listen({ name: entry?.name ?? '', host: '127.0.0.1', port: 0, profile, tls })
        for (const suite of wanted[kind]) assert.equal(await agree(port, only('TLSv1.2', suite)), `TLSv1.2 ${suite}`)
        const foreign = wanted[kind === 'ecdsa' ? 'rsa' : 'ecdsa']
        for (const suite of [...foreign, ...unwanted]) {
          assert.match(await agree(port, only('TLSv1.2', suite)), /ALERT_HANDSHAKE_FAILURE/, suite)
        }
        for (const version of ['TLSv1', 'TLSv1.1'] as const) {
          assert.match(await agree(port, only(version, 'ALL')), /ALERT_PROTOCOL_VERSION/, version)
        }
        // Nobody can choose the suites of 1.3 in BoringSSL: CHACHA20 stays on offer there, and CCM is not known.
        for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
          assert.equal(await agree(port, only('TLSv1.3', suite)), `TLSv1.3 ${suite}`)
        }
        assert.match(await agree(port, only('TLSv1.3', 'TLS_AES_128_CCM_SHA256')), /ALERT_HANDSHAKE_FAILURE/)
      })
    }
  }
})
