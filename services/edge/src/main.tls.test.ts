// An edge with listeners of every security profile, as a process.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connect } from 'node:tls'
import { type Authority, createAuthority, type KeyPair } from '@chargeplane/local-stack/pki'
import { WebSocket } from 'ws'
import { announceAccessChange, type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import { createTestFiles, knock, type TestFiles } from './testing/secure.ts'
import { until } from './testing/until.ts'

const secret = 'the secret of the proxy in 32 characters'
let bench: Bench
let edge: EdgeProcess
let files: TestFiles
let other: Authority

before(async () => {
  files = await createTestFiles()
  other = await createAuthority('Other root', 'Operator')
  bench = await openBench()
  edge = await bench.start({
    EDGE_TLS_LISTENERS: [
      await files.listener('tls', 2),
      await files.listener('mtls', 3),
      `${await files.listener('mtls-other', 3, 'ecdsa', other)}:default`,
      `${await files.listener('mtls-acme', 3)}:acme`,
    ].join(','),
    EDGE_CPO_NAMES: '*=Operator',
    EDGE_PROXY_PORT: '0',
    EDGE_PROXY_SECRETS: secret,
    EDGE_TLS_RELOAD_MS: '3600000',
    // One address does all the guessing here.
    EDGE_FAILED_LOGINS_PER_MINUTE: '10000',
    EDGE_FAILED_LOGINS_PER_ADDRESS: '10000',
  })
})
after(async () => {
  await bench.close()
  await files.close()
})

const register = (station: string, security = {}) =>
  void bench.owners.stations.set(`default/${station}`, { password: 'secret', registrationStatus: 'Accepted', security })

/** Of profile 3 unless another listener is named. */
const come = (
  station: string,
  own?: KeyPair,
  more: { listener?: string; maxVersion?: 'TLSv1.2'; servername?: string } = {},
) => {
  const { listener = 'mtls', ...options } = more
  return knock({ port: edge.port(listener), station, tls: { ca: files.operator.certificate, own, ...options } })
}
const reasonsOf = (station: string) =>
  bench.of('chargeplane.ocpp.v1.ConnectionRefused', station).map(({ data }) => data.reason)

describe('security profile 3', () => {
  it('promise 3: lets in the right certificate alone, whatever the TLS version', async () => {
    register('SN-0003')
    const hour = 3_600_000
    const [good, below] = [
      await files.station('SN-0003'),
      await (await files.operator.delegate('Below')).issue({ commonName: 'SN-0003', organization: 'Operator' }),
    ]
    const matrix: [what: string, own: KeyPair | undefined, let_in: boolean][] = [
      ['none', undefined, false],
      ['good', good, true],
      ['rogue', await other.issue({ commonName: 'SN-0003', organization: 'Operator' }), false],
      [
        'expired',
        await files.station('SN-0003', { notBefore: new Date(0), notAfter: new Date(Date.now() - hour) }),
        false,
      ],
      ['not yet', await files.station('SN-0003', { notBefore: new Date(Date.now() + hour) }), false],
      ['sub-CA with its chain', below, true],
      [
        'sub-CA without',
        {
          ...below,
          certificate: `${below.certificate.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n`,
        },
        false,
      ],
    ]
    for (const version of ['TLSv1.2', undefined] as const) {
      for (const [what, own, letIn] of matrix) {
        const status = await come('SN-0003', own, version === undefined ? {} : { maxVersion: version })
        assert.ok(
          letIn ? status === 101 : status === 0 || status === 401,
          `${what}, ${version ?? 'TLSv1.3'}: ${status}`,
        )
      }
    }
    await until('the refusal says why', () => reasonsOf('SN-0003').includes('no_certificate'))
  })

  it('promise 4: CN is the serial number, O the operator, and a boot says the same', async () => {
    register('SN-0041')
    register('CP-42', { serialNumber: 'X-42' })
    assert.equal(await come('SN-0041', await files.station('SN-0042')), 401)
    assert.equal(await come('SN-0041', await files.station('SN-0041', { organization: 'Other' })), 401)
    assert.equal(await come('CP-42', await files.station('CP-42')), 401)
    assert.equal(await come('CP-42', await files.station('X-42')), 101)
    await until(
      'the refusals say why',
      () => reasonsOf('SN-0041').filter(reason => reason === 'foreign_certificate').length === 2,
    )
    for (const [serial, outcome] of [
      ['SN-0041', 'Accepted'],
      ['SN-9999', 'closed'],
    ] as const) {
      assert.equal(await bootAs('SN-0041', await files.station('SN-0041'), serial), outcome)
    }
    const ended = await bench.await('chargeplane.ocpp.v1.StationDisconnected', 'SN-0041', 2)
    assert.equal(ended.at(-1)?.data.reason, 'foreign_serial')
  })

  it('promise 7: a revoked certificate is refused at once, in a resumed session too', async () => {
    register('SN-0007')
    const own = await files.station('SN-0007', { serialNumber: '0c07' })
    const session = await ticketOf(own)
    assert.equal(await come('SN-0007', own), 101)
    const { fingerprint256 } = session.certificate
    const fingerprint = fingerprint256.replaceAll(':', '').toLowerCase()
    register('SN-0007', { profile: 3, presented: [fingerprint], revoked: [fingerprint] })
    await announceAccessChange(bench, 'SN-0007', 'security_changed')
    await until('it is refused', async () => (await come('SN-0007', own)) === 401)
    assert.deepEqual(await resumed(own, session.ticket, 'SN-0007'), { reused: true, status: '401' })
    assert.ok(reasonsOf('SN-0007').every(reason => reason === 'revoked_certificate'))
  })

  it('promise 7: so is what the authority’s list names, once it is there', async () => {
    register('SN-0071')
    const own = await files.station('SN-0071', { serialNumber: '0c71' })
    const session = await ticketOf(own)
    assert.equal(await come('SN-0071', own), 101)
    await writeFile(join(files.dir, 'mtls/ca.crl'), await files.operator.revoke(['0c71']))
    edge.process.kill('SIGHUP')
    await until('it is refused', async () => (await come('SN-0071', own)) === 401)
    const { status } = await resumed(own, session.ticket, 'SN-0071')
    assert.equal(status, '401')
    await rm(join(files.dir, 'mtls/ca.crl'))
  })

  it('promise 7: and so is what has expired since the session began', async () => {
    register('SN-0072')
    const end = Math.ceil(Date.now() / 1000) * 1000 + 2000
    const own = await files.station('SN-0072', { notAfter: new Date(end) })
    const session = await ticketOf(own)
    await until('it has expired', () => Date.now() > end + 100)
    assert.deepEqual(await resumed(own, session.ticket, 'SN-0072'), { reused: true, status: '401' })
    register('SN-0072', { admitExpired: true })
    await announceAccessChange(bench, 'SN-0072', 'security_changed')
    await until(
      'it may come to be given another',
      async () => (await resumed(own, session.ticket, 'SN-0072')).status === '101',
    )
    assert.equal(await come('SN-0072', own), 0)
  })

  it('promise 8: neither the name that is asked for nor the port changes whom a listener trusts', async () => {
    register('SN-0008')
    const [ours, theirs] = [
      await files.station('SN-0008'),
      await other.issue({ commonName: 'SN-0008', organization: 'Operator' }),
    ]
    for (const servername of ['localhost', 'mtls', 'mtls-other', '']) {
      for (const [listener, own, letIn] of [
        ['mtls', ours, true],
        ['mtls', theirs, false],
        ['mtls-other', theirs, true],
        ['mtls-other', ours, false],
        ['mtls-acme', ours, false],
      ] as const) {
        const status = await come('SN-0008', own, { listener, servername, ...{ checkServerIdentity: () => undefined } })
        assert.ok(letIn ? status === 101 : status === 0 || status === 401, `${listener} as ${servername}: ${status}`)
      }
    }
  })
})

describe('security profiles 1 and 2', () => {
  it('want the password, each on its listener, and never the lower one after the higher', async () => {
    register('CP-12')
    const at = (listener: string, password: string) =>
      knock({
        port: edge.port(listener),
        station: 'CP-12',
        password,
        ...(listener === 'ws' ? {} : { tls: { ca: files.operator.certificate } }),
      })
    assert.deepEqual([await at('ws', 'secret'), await at('tls', 'wrong'), await at('tls', 'secret')], [101, 401, 101])
    assert.deepEqual([await at('ws', 'secret'), await at('tls', 'secret')], [401, 101])
    await until('the refusal says why', () => reasonsOf('CP-12').includes('lower_profile'))
    assert.deepEqual(
      bench.owners.recorded.filter(({ station }) => station === 'default/CP-12').map(({ profile }) => profile),
      [2],
    )
  })
})

describe('promise 10: who says of himself that he is the proxy', () => {
  const told = async (station: string, own: KeyPair) => ({
    'X-SSL-Client-Verify': 'SUCCESS',
    'X-SSL-Client-CN': station,
    'X-SSL-Client-Cert': encodeURIComponent(own.certificate),
    'X-Forwarded-For': '192.0.2.77',
    'X-Forwarded-Proto': 'https',
    Forwarded: 'for=192.0.2.77;proto=https',
    'X-Chargeplane-Security-Profile': '3',
    'X-Chargeplane-Client-Certificate': own.certificate.replaceAll(/-----[^-]+-----|\s/g, ''),
    'X-Chargeplane-Client-Address': '192.0.2.77',
  })

  it('is not believed at any listener, and believed with the secret at the one of the proxy', async () => {
    register('SN-0010')
    const own = await files.station('SN-0010')
    const headers = await told('SN-0010', own)
    const tls = { ca: files.operator.certificate }
    for (const listener of ['ws', 'tls', 'mtls', 'mtls-other', 'proxied']) {
      for (const shown of ['', 'wrong', ...(listener === 'proxied' ? [] : [secret])]) {
        const secure = listener === 'ws' || listener === 'proxied' ? {} : { tls }
        const spoofed = { ...headers, ...(shown && { 'X-Chargeplane-Proxy-Secret': shown }) }
        const status = await knock({ port: edge.port(listener), station: 'SN-0010', headers: spoofed, ...secure })
        assert.equal(status, listener === 'proxied' ? 403 : 401, `${listener}, ${shown}`)
      }
    }
    const port = edge.port('proxied')
    const known = { ...headers, 'X-Chargeplane-Proxy-Secret': secret }
    const station = new WebSocket(`ws://127.0.0.1:${port}/ocpp/SN-0010`, 'ocpp1.6', { headers: known })
    const [connected] = await bench.await('chargeplane.ocpp.v1.StationConnected', 'SN-0010')
    station.close()
    assert.deepEqual([connected?.data.remoteAddress, connected?.data.securityProfile], ['192.0.2.77', 3])
    assert.ok(
      bench
        .of('chargeplane.ocpp.v1.ConnectionRefused', 'SN-0010')
        .every(({ data }) => data.remoteAddress === '127.0.0.1'),
    )
  })

  it('does not change his address by headers or by PROXY bytes', async () => {
    register('CP-10')
    const proxy = Buffer.from(`0d0a0d0a000d0a515549540a2111000c${'c000024d'}7f000001${'3039'}1f90`, 'hex')
    const authorizationOf = Buffer.from('CP-10:secret').toString('base64')
    const request = upgradeOf('CP-10', `Authorization: Basic ${authorizationOf}`, 'X-Forwarded-For: 192.0.2.77')
    const socket = dial(edge.wsPort, '127.0.0.1')
    socket.write(Buffer.concat([proxy, Buffer.from(request)]))
    await once(socket, 'data')
    const [connected] = await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-10')
    socket.destroy()
    assert.deepEqual([connected?.data.remoteAddress, connected?.data.securityProfile], ['127.0.0.1', 1])
    const secure = dial(edge.port('tls'), '127.0.0.1')
    secure.on('error', () => {})
    secure.write(Buffer.concat([proxy, Buffer.from(request)]))
    await once(secure.resume(), 'close')
    assert.equal(bench.of('chargeplane.ocpp.v1.StationConnected', 'CP-10').length, 1)
  })
})

/** Boots with a serial number: what the boot is answered, or that the socket is closed. */
async function bootAs(station: string, own: KeyPair, serial: string): Promise<string> {
  const socket = new WebSocket(`wss://127.0.0.1:${edge.port('mtls')}/ocpp/${station}`, 'ocpp1.6', {
    ...{ ca: files.operator.certificate, cert: own.certificate, key: own.key },
  })
  await once(socket, 'open')
  const boot = { chargePointVendor: 'V', chargePointModel: 'M', chargePointSerialNumber: serial }
  const answer = new Promise<string>(resolve => {
    socket.once('message', data => resolve(String(JSON.parse(String(data))[2]?.status)))
    socket.once('close', () => resolve('closed'))
  })
  socket.send(JSON.stringify([2, '1', 'BootNotification', boot]))
  const outcome = await answer
  socket.close()
  return outcome
}

/** A session ticket of a handshake with this certificate. */
async function ticketOf(own: KeyPair) {
  const socket = connect({ ...options(own) })
  const ticket = once(socket, 'session')
  await once(socket, 'secureConnect')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  const [data]: Buffer[] = await ticket
  const { fingerprint256 } = socket.getX509Certificate() ?? { fingerprint256: '' }
  socket.destroy()
  return { ticket: data, certificate: { fingerprint256 } }
}

const options = (own: KeyPair) => ({
  ...{ port: edge.port('mtls'), host: '127.0.0.1', ca: files.operator.certificate },
  ...{ cert: own.certificate, key: own.key },
})

/** Status of an upgrade in a session that is resumed by a ticket. */
async function resumed(own: KeyPair, ticket: Buffer | undefined, station: string) {
  const socket = connect({ ...options(own), ...(ticket && { session: ticket }) })
  await once(socket, 'secureConnect')
  const reused = socket.isSessionReused()
  socket.write(upgradeOf(station))
  const [data] = await once(socket, 'data')
  socket.destroy()
  return { reused, status: String(data).slice(9, 12) }
}

function upgradeOf(station: string, ...headers: string[]): string {
  const key = Buffer.alloc(16).toString('base64')
  const asked = ['Host: x', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  const more = [`Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Protocol: ocpp1.6', ...headers]
  return [`GET /ocpp/${station} HTTP/1.1`, ...asked, ...more, '', ''].join('\r\n')
}
