// deploy/haproxy/haproxy.cfg as it stands, with a real HAProxy in front of a real edge.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type ConnectionOptions, connect } from 'node:tls'
import { freePorts, type Haproxy, startHaproxy } from '@chargeplane/local-stack'
import { type Authority, createAuthority, type KeyPair } from '@chargeplane/local-stack/pki'
import { WebSocket } from 'ws'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import { knock } from './testing/secure.ts'
import { until } from './testing/until.ts'

const configuration = new URL('../../../deploy/haproxy/haproxy.cfg', import.meta.url).pathname
const secret = 'a secret of the proxy in 32 characters'
let bench: Bench
let edge: EdgeProcess
let proxy: Haproxy
let operator: Authority
let dir: string
const ports = { tls: 0, mtls: 0 }

before(async () => {
  bench = await openBench()
  edge = await bench.start({
    ...{ EDGE_PLAIN: 'false', EDGE_PROXY_PORT: '0', EDGE_PROXY_SECRETS: secret, EDGE_CPO_NAMES: '*=Operator' },
  })
  dir = await mkdtemp(join(tmpdir(), 'chargeplane-haproxy-'))
  operator = await createAuthority('Root', 'Operator')
  for (const kind of ['ecdsa', 'rsa'] as const) {
    const { certificate, key } = await operator.issue({
      commonName: 'csms',
      organization: 'Operator',
      kind,
      hosts: ['csms.example', '127.0.0.1'],
    })
    await writeFile(join(dir, `server.pem.${kind}`), certificate + key)
  }
  await writeFile(join(dir, 'ca.pem'), operator.certificate)
  await writeFile(join(dir, 'ca.crl'), await operator.revoke(['0bad']))
  const [tls = 0, mtls = 0] = await freePorts(2)
  Object.assign(ports, { tls, mtls })
  proxy = await startHaproxy(configuration, {
    ...{ CHARGEPLANE_TLS_DIR: dir, CHARGEPLANE_PROXY_SECRET: secret, CHARGEPLANE_MAX_CONNECTIONS: '1000' },
    ...{ CHARGEPLANE_EDGE: `127.0.0.1:${edge.port('proxied')}`, CHARGEPLANE_EDGE_OPS_PORT: String(edge.opsPort) },
    ...{ CHARGEPLANE_TLS_BIND: `127.0.0.1:${tls}`, CHARGEPLANE_MTLS_BIND: `127.0.0.1:${mtls}` },
  })
  register('CP-UP')
  await until(
    () => `HAProxy passes stations on; it said ${proxy.output.join('')}`,
    async () =>
      (await knock({ port: tls, station: 'CP-UP', password: 'secret', tls: { ca: operator.certificate } })) === 101,
    10_000,
  )
})
after(async () => {
  await proxy?.stop()
  await bench.close()
  await rm(dir, { recursive: true })
})

const register = (station: string, security = {}) =>
  void bench.owners.stations.set(`default/${station}`, { password: 'secret', registrationStatus: 'Accepted', security })
const come = (station: string, own?: KeyPair, headers: Record<string, string> = {}) =>
  knock({ port: ports.mtls, station, headers, tls: { ca: operator.certificate, own } })
const issue = (commonName: string, more: object = {}) =>
  operator.issue({ commonName, organization: 'Operator', ...more })

describe('HAProxy in front of an edge', () => {
  it('has RSA and ECDSA under one name, and the suites of OCPP alone', async () => {
    const agree = (options: ConnectionOptions) =>
      new Promise<string>(resolve => {
        const socket = connect({
          port: ports.tls,
          host: '127.0.0.1',
          ca: operator.certificate,
          servername: 'csms.example',
          ...options,
        })
        socket.once('secureConnect', () => {
          resolve(socket.getCipher().name)
          socket.destroy()
        })
        socket.once('error', () => resolve('refused'))
      })
    const only = (ciphers: string) => agree({ maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` })
    for (const suite of [
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384',
      'AES128-GCM-SHA256',
      'AES256-GCM-SHA384',
    ]) {
      assert.equal(await only(suite), suite)
    }
    for (const suite of ['AES128-SHA', 'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES128-GCM-SHA256']) {
      assert.equal(await only(suite), 'refused')
    }
    const old: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }
    assert.equal(await agree(old), 'refused')
  })

  it('tells the edge profile, certificate and address of a station', async () => {
    register('SN-0001')
    assert.equal(await come('SN-0001', await issue('SN-0002')), 401)
    assert.equal(await come('SN-0001'), 401)
    for (const kind of ['ecdsa', 'rsa'] as const)
      assert.equal(await come('SN-0001', await issue('SN-0001', { kind })), 101)
    register('CP-2')
    const authorization = `Basic ${Buffer.from('CP-2:secret').toString('base64')}`
    const station = new WebSocket(`wss://127.0.0.1:${ports.tls}/ocpp/CP-2`, 'ocpp1.6', {
      ...{ ca: operator.certificate, headers: { authorization, 'X-Forwarded-For': '192.0.2.77' } },
    })
    const [connected] = await bench.await('chargeplane.ocpp.v1.StationConnected', 'CP-2')
    station.close()
    assert.deepEqual([connected?.data.securityProfile, connected?.data.remoteAddress], [2, '127.0.0.1'])
  })

  it('refuses what is revoked and rogue, and leaves what has expired to the edge (A00.FR.429)', async () => {
    register('SN-0003')
    assert.equal(await come('SN-0003', await issue('SN-0003', { serialNumber: '0bad' })), 0)
    const rogue = await createAuthority('Root', 'Operator')
    assert.equal(await come('SN-0003', await rogue.issue({ commonName: 'SN-0003', organization: 'Operator' })), 0)
    const expired = await issue('SN-0003', { notBefore: new Date(0), notAfter: new Date(Date.now() - 3_600_000) })
    assert.equal(await come('SN-0003', expired), 401)
    register('SN-0004', { admitExpired: true })
    const own = await issue('SN-0004', { notBefore: new Date(0), notAfter: new Date(Date.now() - 3_600_000) })
    assert.equal(await come('SN-0004', own), 101)
  })

  it('promise 10: passes on nothing that a client says of himself', async () => {
    register('SN-0005')
    const other = await issue('SN-0005')
    const headers = {
      'X-Chargeplane-Security-Profile': '3',
      'X-Chargeplane-Client-Certificate': other.certificate.replaceAll(/-----[^-]+-----|\s/g, ''),
      'X-Chargeplane-Proxy-Secret': 'x',
      'X-SSL-Client-CN': 'SN-0005',
    }
    assert.equal(await come('SN-0005', undefined, headers), 401)
    assert.equal(await come('SN-0005', await issue('SN-0006'), headers), 401)
    assert.equal(await come('SN-0005', other, headers), 101)
  })
})
