import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { areTlsEntries, listenersOf, tlsEntry } from './listener-settings.ts'

describe('EDGE_TLS_LISTENERS', () => {
  it('names a port, its profile, its files and whose stations may come', () => {
    assert.deepEqual(tlsEntry('mtls-rsa=3:9446:/etc/edge/mtls:acme+other'), {
      name: 'mtls-rsa',
      profile: 3,
      port: 9446,
      directory: '/etc/edge/mtls',
      tenants: new Set(['acme', 'other']),
    })
  })

  it('is refused unless each entry is whole and has a name of its own', () => {
    assert.ok(areTlsEntries([]))
    assert.ok(areTlsEntries(['tls=2:0:/a', 'tls-rsa=2:0:/b']))
    for (const odd of [
      'tls',
      'tls=1:9443:/a',
      'tls=2:99999:/a',
      'tls=2:9443:',
      'ws=2:9443:/a',
      'Tls=2:9443:/a',
      '=2:1:/a',
    ]) {
      assert.equal(areTlsEntries([odd]), false, odd)
    }
    assert.equal(areTlsEntries(['tls=2:9443:/a', 'tls=2:9444:/a']), false)
  })

  it('makes listeners beside the plain one, with authorities for profile 3 alone', () => {
    const config = {
      EDGE_HOST: '::',
      EDGE_PORT: 9000,
      EDGE_PLAIN: true,
      EDGE_PROXY_PORT: undefined,
      EDGE_PROXY_SECRETS: undefined,
      EDGE_CPO_NAMES: ['*=Operator'],
      EDGE_TLS_LISTENERS: ['tls=2:9443:/a', 'mtls=3:9444:/b:acme'],
    }
    const host = '::'
    const mtls = {
      ...{ name: 'mtls', host, port: 9444, profile: 3, tenants: new Set(['acme']) },
      tls: { certFile: '/b/tls.crt', keyFile: '/b/tls.key', caFile: '/b/ca.crt', crlFile: '/b/ca.crl' },
    }
    assert.deepEqual(listenersOf(config), [
      { name: 'ws', host, port: 9000, profile: 1 },
      { name: 'tls', host, port: 9443, profile: 2, tls: { certFile: '/a/tls.crt', keyFile: '/a/tls.key' } },
      mtls,
    ])
    assert.deepEqual(
      listenersOf({ ...config, EDGE_PLAIN: false }).map(({ name }) => name),
      ['tls', 'mtls'],
    )
  })

  it('wants a secret for a proxy, and a name for certificates', () => {
    const config = {
      ...{ EDGE_HOST: '::', EDGE_PORT: 9000, EDGE_PLAIN: false, EDGE_TLS_LISTENERS: [], EDGE_PROXY_PORT: 9010 },
      ...{ EDGE_PROXY_SECRETS: 's'.repeat(32), EDGE_CPO_NAMES: ['*=Operator'] },
    }
    const [proxied] = listenersOf(config)
    assert.deepEqual([proxied?.name, proxied?.port], ['proxied', 9010])
    assert.notEqual(proxied?.proxied, undefined)
    assert.throws(() => listenersOf({ ...config, EDGE_PROXY_SECRETS: undefined }), { field: 'EDGE_PROXY_SECRETS' })
    const nameless = { ...config, EDGE_CPO_NAMES: [] }
    assert.throws(() => listenersOf(nameless), { code: 'invalid_argument', field: 'EDGE_CPO_NAMES' })
    const mtls = { ...nameless, EDGE_PROXY_PORT: undefined, EDGE_TLS_LISTENERS: ['mtls=3:9444:/b'] }
    assert.throws(() => listenersOf(mtls), { field: 'EDGE_CPO_NAMES' })
  })
})
