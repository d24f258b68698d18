// EDGE_TLS_LISTENERS: each entry one port, one key pair and, for profile 3, one set of authorities. Two kinds of key are two entries, and
// so are two trust domains: on one port the client's SNI would choose whose authorities it is held to.
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import type { EdgeConfig } from '../config.ts'
import { readProxied } from './proxied.ts'
import type { Listener, SecurityProfile, TlsFiles } from './websocket.ts'

export interface TlsEntry {
  name: string
  profile: SecurityProfile
  port: number
  /** Holds tls.crt, tls.key and, for profile 3, ca.crt and perhaps ca.crl: the names of a Kubernetes secret of type tls. */
  directory: string
  tenants: ReadonlySet<string> | undefined
}

const pattern =
  /^(?<name>[a-z][a-z0-9-]{0,30})=(?<profile>[23]):(?<port>\d{1,5}):(?<directory>[^:]+)(?::(?<tenants>[^:]+))?$/

/** `name=profile:port:directory`, and `:tenant+tenant` where not everybody's stations may come. Undefined when it is not that. */
export function tlsEntry(text: string): TlsEntry | undefined {
  const { name = '', profile, port, directory = '', tenants } = pattern.exec(text)?.groups ?? {}
  if (name === '' || name === 'ws' || name === 'proxied' || Number(port) > 65_535) return undefined
  return {
    name,
    profile: profile === '3' ? 3 : 2,
    port: Number(port),
    directory,
    tenants: tenants === undefined ? undefined : new Set(tenants.split('+')),
  }
}

export function areTlsEntries(entries: readonly string[]): boolean {
  const parsed = entries.map(tlsEntry)
  return parsed.every(entry => entry !== undefined) && new Set(parsed.map(entry => entry?.name)).size === parsed.length
}

export const tlsFilesOf = ({ profile, directory }: Pick<TlsEntry, 'profile' | 'directory'>): TlsFiles => ({
  certFile: join(directory, 'tls.crt'),
  keyFile: join(directory, 'tls.key'),
  ...(profile === 3 && { caFile: join(directory, 'ca.crt'), crlFile: join(directory, 'ca.crl') }),
})

type Settings = Pick<
  EdgeConfig,
  | 'EDGE_HOST'
  | 'EDGE_PORT'
  | 'EDGE_PLAIN'
  | 'EDGE_TLS_LISTENERS'
  | 'EDGE_PROXY_PORT'
  | 'EDGE_PROXY_SECRETS'
  | 'EDGE_CPO_NAMES'
>

/**
 * Everything that stations may be listened for on, in the order of the settings. Throws invalid_argument for a proxy without a secret, and
 * for certificates that no name would be good enough for.
 */
export function listenersOf(config: Settings): Listener[] {
  const { EDGE_HOST: host, EDGE_PORT: port } = config
  const plain: Listener[] = config.EDGE_PLAIN ? [{ name: 'ws', host, port, profile: 1 }] : []
  const secure: Listener[] = config.EDGE_TLS_LISTENERS.map(tlsEntry)
    .filter(entry => entry !== undefined)
    .map(entry => ({
      ...{ name: entry.name, host, port: entry.port, profile: entry.profile, tls: tlsFilesOf(entry) },
      ...(entry.tenants && { tenants: entry.tenants }),
    }))
  const listeners = [...plain, ...secure, ...proxied(config)]
  const takesCertificates = listeners.some(listener => listener.profile === 3 || listener.proxied !== undefined)
  if (takesCertificates && config.EDGE_CPO_NAMES.length === 0) {
    const problem = 'EDGE_CPO_NAMES has to name the operator whose certificates are good for security profile 3'
    throw fail('invalid_argument', problem, { field: 'EDGE_CPO_NAMES' })
  }
  return listeners
}

function proxied({ EDGE_HOST: host, EDGE_PROXY_PORT: port, EDGE_PROXY_SECRETS: secrets }: Settings): Listener[] {
  if (port === undefined) return []
  if (secrets === undefined) {
    throw fail('invalid_argument', 'EDGE_PROXY_PORT needs EDGE_PROXY_SECRETS', { field: 'EDGE_PROXY_SECRETS' })
  }
  // What the proxy says counts in place of this profile.
  const listener = { name: 'proxied', host, port, profile: 2 as const }
  return [{ ...listener, proxied: readProxied(secrets.split(',').map(secret => secret.trim())) }]
}
